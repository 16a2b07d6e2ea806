# `certificate NAME BASE64`: the first certificate of each file, and nothing else of it. Input: files, `name=NAME` before each.
FNR == 1 { state = "before"; data = "" }
state == "before" && /BEGIN CERTIFICATE-/ { state = "inside"; next }
state == "inside" && /END CERTIFICATE-/ { state = "after"; print "certificate", name, data }
state == "inside" { data = data $0 }
