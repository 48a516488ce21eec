#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# report.html in a browser: it asks nobody for anything, fits every screen, and can be read by everybody.

load ../../tests/suite

setup_file() {
	browser=
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$name" >/dev/null && browser=$name && break
	done
	export browser
	[ -n "$browser" ] || return 0
	built
	cd "$BATS_FILE_TMPDIR" || return
	# pictures of every kind: bars, curves, series, shares, pages, sizes, theory
	for lab in lazy shared tlb protect; do
		"$pagelab" run "$lab" --quiet --results runs </dev/null || [ $? -eq 77 ]
	done
	yes 1 | "$pagelab" run lazy --size 8M --predict --seed '<b>"&' --results runs >/dev/null
	for run in "$root"/results/sample/lazy "$root"/results/sample/oom runs/*/latest; do
		case $run in runs/*) name=$(basename "$(dirname "$run")") ;; *) name=sample-$(basename "$run") ;; esac
		mkdir "$name"
		"$pagelab" report --out "$name" "$run" >/dev/null
		instrument <"$name/report.html" >"$name/copy.html"
	done
	probe >probe.js
	get_axe
}

setup() {
	[ -n "$browser" ] || skip "no Chromium here. Type: scripts/setup browser"
	cd "$BATS_FILE_TMPDIR" || return
	pages=(*/report.html)
	[ -e "${pages[0]}" ] || skip "no report.html here: cmark-gfm is missing. Type: scripts/setup report"
}

# axe-core, which finds what keeps people out of a page, from the npm registry.
get_axe() {
	if [ -n "${AXE-}" ]; then
		cp "$AXE" axe.min.js
	elif command -v npm >/dev/null; then
		if timeout 60 npm pack --silent axe-core@4 >/dev/null 2>&1; then
			tar -xzf axe-core-*.tgz package/axe.min.js
			mv package/axe.min.js .
		fi
	fi
}

# The page with a script that looks at it: only the copy may run one.
instrument() {
	sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//
		s|</head>|<script src="../axe.min.js"></script><script src="../probe.js"></script></head>|'
}

# What the script finds goes to the page around it, which has the width that is asked for.
probe() {
	cat <<-'END'
		addEventListener('load', async () => {
			const root = document.documentElement;
			const scrolls = e => e && (getComputedStyle(e).overflowX === 'auto' || scrolls(e.parentElement));
			const found = {
				width: innerWidth,
				dark: matchMedia('(prefers-color-scheme: dark)').matches,
				overflow: root.scrollWidth - root.clientWidth,
				wide: [...document.body.querySelectorAll('*')].filter(e => !e.closest('svg') && !scrolls(e) &&
					e.getBoundingClientRect().right > innerWidth + 1).length,
				pictures: document.querySelectorAll('figure > svg').length,
				empty: [...document.querySelectorAll('figure')].filter(e => !e.querySelector('svg') ||
					e.querySelector('svg').getBoundingClientRect().height < 50).length,
				serious: 'not asked',
			};
			if (window.axe) {
				const result = await axe.run();
				found.serious = result.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id).join();
				found.looked = result.passes.length > 5;
			}
			parent.postMessage(JSON.stringify(found), '*');
		});
	END
}

chrome() {
	timeout 90 "$browser" --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$BATS_FILE_TMPDIR/profile" "$@"
}

# seen WIDTH SCHEME PAGE: the findings, a line each, of a window of that width; scheme 0 is dark, 1 light.
seen() {
	cat >around.html <<-END
		<body><script>onmessage = e => { document.body.innerHTML = '<pre id="found">' + e.data.replace(/[{}"]/g, '').replace(/,(?=[a-z]+:)/g, '\n') + '\n</pre>'; }</script>
		<iframe src="$3" style="width:${1}px;height:2000px;border:0"></iframe></body>
	END
	chrome --window-size=1600,2200 --blink-settings=preferredColorScheme="$2" --virtual-time-budget=60000 \
		--dump-dom "file://$PWD/around.html" 2>/dev/null | sed -n '/<pre id="found">/,/<\/pre>/{s/<[^>]*>//g;p}'
}

@test "the page loads without a word in the console, and its policy lets nothing leave it" {
	for page in "${pages[@]}"; do
		chrome --enable-logging=stderr --dump-dom "file://$PWD/$page" >dom 2>log
		equal "$page $(grep -c CONSOLE log)" "$page 0"
		grep -q '</main>' dom
		grep -qF "default-src 'none'" "$page"
		equal "$page $(grep -cE '<(script|link|img|iframe|object|embed|form|base)\b|(src|action|srcset)=|url\([^#]|@import' "$page")" "$page 0"
	done
	# the policy does stop and tell: a page that asks for something is not silent
	sed 's|</main>|<img src="http://192.0.2.1/x.png">&|' "${pages[0]}" >asks.html
	chrome --enable-logging=stderr --dump-dom "file://$PWD/asks.html" 2>&1 >/dev/null | grep -q 'CONSOLE.*Content Security Policy'
}

@test "on a phone and on a desktop, dark and light: nothing overflows, every picture is there, and axe finds nothing serious" {
	for copy in */copy.html; do
		for width in 390 1280; do
			for scheme in 0 1; do
				seen "$width" "$scheme" "$copy" >found
				for wanted in "width:$width" "dark:$([ "$scheme" = 0 ] && echo true || echo false)" overflow:0 wide:0 empty:0; do
					grep -qx "$wanted" found || equal "$copy at $width, scheme $scheme: $(tr '\n' ' ' <found)" "$wanted"
				done
				[ ! -e axe.min.js ] || grep -qx 'serious:' found || equal "$copy at $width: $(grep serious found)" "serious:"
				[ ! -e axe.min.js ] || grep -qx 'looked:true' found
			done
		done
		equal "$copy $(sed -n 's/^pictures://p' found)" "$copy $(grep -c '<figure>' "${copy%/*}/report.html")"
	done
	[ -e axe.min.js ] || skip "axe-core is missing, all the rest holds. With it: AXE=path/to/axe.min.js make test"
}

@test "on paper each lab takes two pages of A4 at most" {
	command -v pdfinfo >/dev/null || skip "pdfinfo (poppler-utils) is missing"
	for page in "${pages[@]}"; do
		chrome --no-pdf-header-footer --print-to-pdf="$PWD/out.pdf" "file://$PWD/$page" 2>/dev/null
		n=$(pdfinfo out.pdf | awk '$1 == "Pages:" { print $2 }')
		[ "$n" -le 2 ] || equal "$page: $n pages" "$page: 2 pages"
		pdfinfo out.pdf | grep -q '^Page size:.*(A4)'
	done
}
