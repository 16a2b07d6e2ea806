# `disk` and `inodes`: PATH MOUNT AVAILABLE TOTAL. Input: `df --output=file,avail,size,iavail,itotal,target`; root: the prefix of the paths.
NR > 1 {
  path = substr($1, length(root) + 1); if (path == "") path = "/"
  print "disk", path, $6, $2, $3
  print "inodes", path, $6, $4, $5
}
