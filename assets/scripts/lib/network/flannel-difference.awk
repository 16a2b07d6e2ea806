# Job: the first object that kubectl diff found missing or changed, and how many more: `DaemonSet kube-flannel-ds of flannel is missing, …`.
# Inputs: now, what is applied; what kubectl diff printed. It names the files it compares <group>.<version>.<kind>.<namespace>.<name>.

/^diff -/ {
  n = split($NF, path, "/")
  m = split(path[n], word, ".")
  name = word[m]
  kind = ""
  for (i = 1; i < m; i++) if (word[i] ~ /^[A-Z]/) kind = word[i]
  count++
}
/^@@ / && count == 1 && first == "" {
  first = kind " " name " of flannel is " (/^@@ -0,0 / ? "missing, expected present" : "changed, applied " now)
}
END { print first (count > 1 ? "; " count - 1 " more" : "") }
