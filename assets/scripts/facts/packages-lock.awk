# `PATH PID` of the first lock that somebody holds. Input: lines `INODE PATH`, then /proc/locks; root: the prefix of the paths.
NR == FNR { path[$1] = substr($2, length(root) + 1); next }
$1 !~ /->/ { n = split($6, part, ":"); if (part[n] in path) { print path[part[n]], $5; exit } }
