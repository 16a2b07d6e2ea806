# Job: the first line that only one of two files has, by its key. A value is told when it is a number or one short word: nothing secret is.
# Inputs: file, the name to print; live, the second file's path; the file as applied, then the live one.

function parse(line) {
  sub(/^[[:space:]]*(- )?/, "", line)
  key = value = ""
  if (line !~ /^(--)?[A-Za-z]/ || !match(line, /^(--)?[A-Za-z][A-Za-z0-9_.\/-]*/)) return
  key = substr(line, 1, RLENGTH)
  value = substr(line, RLENGTH + 1)
  sub(/^[[:space:]]*[:=]?[[:space:]]*/, "", value)
  gsub(/^["']|["']$/, "", value)
}
function told(name, text) {
  return tolower(name) !~ /pass|token|secret|key|auth|credential/ && text ~ /^([0-9]+[A-Za-z%]?[A-Za-z]?|[A-Za-z]+)$/ && length(text) <= 16
}
FILENAME != live { applied[$0]++; old[++olds] = $0; next }
applied[$0] > 0 { applied[$0]--; next }
added == "" && $0 !~ /^[[:space:]]*(#|$)/ { added = $0 }
END {
  for (i = 1; i <= olds && gone == ""; i++)
    if (applied[old[i]] > 0 && old[i] !~ /^[[:space:]]*(#|$)/) gone = old[i]
  parse(added); new_key = key; new_value = value
  parse(gone); old_key = key; old_value = value
  if (new_key != "" && new_key == old_key)
    if (told(new_key, new_value) && told(old_key, old_value)) print new_key " is " new_value " in " file ", applied " old_value
    else print new_key " is changed in " file ", expected the applied value"
  else if (new_key != "")
    if (told(new_key, new_value)) print new_key " is " new_value " in " file ", expected none"
    else print new_key " is in " file ", expected none"
  else if (old_key != "") print old_key " is not in " file ", " (told(old_key, old_value) ? "applied " old_value : "expected present")
  else print file " is changed, expected the applied content"
}
