# `lock LINE` for the four lines that say who holds the host, and `lock-age SECONDS`. Input: /proc/uptime, the lock.
NR == FNR { now = int($1); next }
FNR <= 4 { said = said "lock " $0 "\n" }
FNR == 5 && /^[0-9]+$/ { printf "%slock-age %d\n", said, now - $0 }
