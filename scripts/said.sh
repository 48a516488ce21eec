# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# said.sh: what the scripts say, in the reader's language. A script sets said_from to its own folder and sources this
# first of all, before it changes the locale. Nothing is needed but the shell, for setup runs where there is little.

# As pagelab chooses it (intl_choose): the first of these that is set; one with another codeset than UTF-8 is English.
said_language=${PAGELAB_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG-}}}}
case $said_language in
*.[Uu][Tt][Ff]-8* | *.[Uu][Tt][Ff]8*) ;;
*.*) said_language=en ;;
esac
said_po=${said_from:?}/${said_language%%[!a-z]*}.po

# said FORMAT [ARG...]: as printf(1), and a newline. A translation stands in LANGUAGE.po: msgid and msgstr of one line each.
# It is said as it is where there is none. FORMAT has no " and no \ in it.
said()
{
	said_format=$1
	shift
	if [ -r "$said_po" ]; then
		while IFS= read -r said_line; do
			[ "$said_line" = "msgid \"$said_format\"" ] || continue
			IFS= read -r said_line
			said_line=${said_line#msgstr ?}
			said_format=${said_line%?}
			break
		done <"$said_po"
	fi
	# shellcheck disable=SC2059 # it is a format
	printf "$said_format\n" "$@"
}
