# SPDX-License-Identifier: Apache-2.0
# bash: what can stand there, the program itself says. Files where it has nothing to offer.
_signalbox() {
  local words begun candidate
  read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
  [[ ${COMP_LINE:0:COMP_POINT} != *[[:space:]] ]] || words+=('')
  begun=${words[-1]}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    [[ $candidate != *= ]] || compopt -o nospace
    # Where '=' parts words, only what is behind it is replaced.
    [[ $begun != *=* || $COMP_WORDBREAKS != *=* ]] || candidate=${candidate#"${begun%=*}="}
    # What a shell would act on is for the word alone.
    [[ $candidate != *[!A-Za-z0-9._=:+/,@%-]* ]] || printf -v candidate %q "$candidate"
    COMPREPLY+=("$candidate")
  done < <("$1" __complete "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _signalbox signalbox
