# Job: the lines of settings_to_change for people, in one line: three of them, and how many more there are.

{ text = "" }
$2 == "cordoned" { text = $1 " is cordoned, applied schedulable" }
$2 == "lacks" && NF == 4 { text = $1 " lacks " $3 " " $4 }
$2 == "lacks" && NF == 6 { text = $1 " has " $5 " " $6 ", applied " $4 }
$2 == "has" { text = $1 " has " $3 " " $4 ", expected none" }
text != "" && ++count <= 3 { out = out (count == 1 ? "" : "; ") text }
END {
  if (count > 3) out = out "; " count - 3 " more"
  if (count > 0) print out
}
