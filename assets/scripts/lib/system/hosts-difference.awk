# Job: the first host of the lab whose name is not on just one line, that with its address.
# Inputs: the lab's hosts, then /etc/hosts.

FNR == NR { names[++count] = $2; address[$2] = $1; next }
{
  sub(/#.*/, "")
  for (i = 2; i <= NF; i++) if ($i in address && !(($i, $1) in seen)) { seen[$i, $1]; found[$i] = found[$i] (found[$i] == "" ? "" : " and ") $1 }
}
END {
  for (i = 1; i <= count; i++) {
    name = names[i]
    if (found[name] == address[name]) continue
    if (found[name] == "") print "/etc/hosts lacks " name " " address[name]
    else print "/etc/hosts gives " name " " found[name] ", applied " address[name]
    exit
  }
}
