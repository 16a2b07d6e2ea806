# `source URI`, each once and without user and password. Input: apt's lists, of either form.
function say(uri) { sub(/:\/\/[^\/@]*@/, "://", uri); if (!seen[uri]++) print "source", uri }
$1 == "deb" { if ($2 ~ /^\[/) sub(/\[[^]]*\] */, ""); say($2) }
tolower($1) == "uris:" { for (i = 2; i <= NF; i++) say($i) }
