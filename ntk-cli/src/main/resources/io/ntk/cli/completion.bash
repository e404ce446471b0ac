# Completes the ntk command in bash, and in zsh by its bashcompinit. Made by 'ntk completion'.

if [ -n "${ZSH_VERSION:-}" ]; then
  type compdef >/dev/null 2>&1 || { autoload -U +X compinit && compinit; }
  autoload -U +X bashcompinit && bashcompinit
fi

# _ntk_options VERB: its options, or without verb those of the command.
_ntk_options() {
  case $1 in
@OPTIONS@
  esac
}

# _ntk_values VERB:OPTION, or VERB: for what has no name: what it takes. "words ...", "ask KIND", "files", "anything", or
# nothing for a flag.
_ntk_values() {
  case $1 in
@VALUES@
  esac
}

# Takes lines for candidates; names of files may hold spaces.
_ntk_reply() {
  local line
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done
}

# _ntk_ask KIND: the words that only ntk knows, given the plug-ins, the cell and the checkpoint on the line.
_ntk_ask() {
  local word words=() glue="" arguments=() i
  # Bash divides words at colons and equals signs.
  for word in "${COMP_WORDS[@]}"; do
    case $word in
      =) ;;
      :) words[${#words[@]} - 1]+=: glue=yes ;;
      *) if [ -n "$glue" ]; then words[${#words[@]} - 1]+=$word glue=""; else words+=("$word"); fi ;;
    esac
  done
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    case ${words[i]} in
      --plugin) arguments+=(--plugin "${words[i + 1]}") ;;
      --cell) [ "$1" != params ] || arguments+=("--cell=${words[i + 1]}") ;;
      --model | --before) [ "$1" != params ] || arguments+=("--model=${words[i + 1]}") ;;
    esac
  done
  NTK_COMPLETING=1 "${words[0]/#\~/$HOME}" completion --values "$1" "${arguments[@]}" 2>/dev/null </dev/null
}

_ntk() {
  local verb="" option=${COMP_WORDS[COMP_CWORD - 1]} typed=${COMP_WORDS[COMP_CWORD]} takes="" done="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --plugin) i=$((i + 1)) ;;
      -* | =) ;;
      *)
        verb=${COMP_WORDS[i]}
        break
        ;;
    esac
  done
  if [ "$typed" = "=" ]; then
    typed=""
  elif [ "$option" = "=" ]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $option in
    -*) takes=$(_ntk_values "$verb:$option") ;;
  esac
  if [ -z "$takes" ]; then
    case $typed in
      -*)
        _ntk_reply < <(compgen -W "$(_ntk_options "$verb")" -- "$typed")
        return
        ;;
    esac
    if [ -z "$verb" ] || [ "$verb" = help ]; then
      takes="words @VERBS@"
    else
      takes=$(_ntk_values "$verb:")
    fi
  fi
  case $takes in
    "words "*) _ntk_reply < <(compgen -W "${takes#words }" -- "$typed") ;;
    "ask cells")
      _ntk_reply < <(compgen -W "$(_ntk_ask cells)" -- "$typed")
      # Or a file of equations.
      _ntk_reply < <(compgen -f -X '!*.cell' -- "$typed")
      ;;
    "ask params")
      # One of a list is completed beside those before it.
      case $typed in *,*) done=${typed%,*}, ;; esac
      _ntk_reply < <(compgen -P "$done" -W "$(_ntk_ask params)" -- "${typed##*,}")
      ;;
    "ask "*) _ntk_reply < <(compgen -W "$(_ntk_ask "${takes#ask }")" -- "$typed") ;;
    files)
      compopt -o filenames 2>/dev/null
      _ntk_reply < <(compgen -f -- "$typed")
      ;;
  esac
}

complete -F _ntk ntk
