# Job: the first host of the lab whose name resolves to another address.
# Inputs: the lab's hosts, then on standard input what getent ahostsv4 printed.

FILENAME != "-" { names[++count] = $2; address[$2] = $1; next }
$2 == "STREAM" && !($3 in found) { found[$3] = $1 }
END {
  for (i = 1; i <= count; i++) {
    name = names[i]
    if (found[name] == address[name]) continue
    print name " resolves to " (found[name] == "" ? "nothing" : found[name]) ", applied " address[name]
    exit
  }
}
