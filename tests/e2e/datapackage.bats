#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# datapackage.json: a Frictionless Data Package that is valid by its own people's library, and says what the files hold.

load ../../tests/suite

setup_file() {
	built
	cd "$BATS_FILE_TMPDIR" || return
	yes 1 | "$pagelab" run lazy --size 4M --predict --results runs >/dev/null
	"$pagelab" run tlb --size 4M --quiet --results runs
	"$pagelab" run oom --quiet --results runs || [ $? -eq 77 ]
	"$pagelab" run --results runs -- true 2>/dev/null
	printf '{}\n' >package.json
	if command -v node >/dev/null && command -v npm >/dev/null; then
		timeout 120 npm install --silent --no-audit --no-fund --no-package-lock datapackage@1 >/dev/null 2>&1 || rm -rf node_modules
	fi
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	packages=("$root"/results/sample/*/datapackage.json runs/*/latest/datapackage.json)
}

# validate PACKAGE: what the library of the Frictionless project says of it and of every cell.
validate() {
	node -e '
		const {Package} = require("datapackage");
		(async () => {
			const p = await Package.load(process.argv[1]);
			console.log(p.profile.name, p.valid, ...p.errors.map(e => e.message));
			for (const r of p.resources)
				console.log(r.name, r.valid, (await r.read()).length, r.headers ? r.headers.length === r.schema.fields.length : true);
		})().catch(e => { console.log("error:", e.message, ...(e.errors || []).map(x => x.message)); process.exitCode = 1; });
	' "$1"
}

@test "the package is valid, and every cell of every file is of its column's type" {
	[ -d node_modules/datapackage ] || skip "the library datapackage cannot be had: no node, no npm, or no network"
	for package in "${packages[@]}"; do
		run validate "$package"
		equal "$package $status $output" "$package 0 $output"
		equal "${lines[0]}" "tabular-data package true"
		[ "${#lines[@]}" -ge 5 ]
		equal "$package $(printf '%s\n' "${lines[@]:1}" | grep -vE '^[a-z]+ true [0-9]+ true$')" "$package "
	done
	# it does notice: a word in a column of numbers
	cp -RL runs/lazy/latest broken
	sed -i '3s/,[0-9]*,/,many,/' broken/snapshots.csv
	run validate broken/datapackage.json
	equal "$status" 1
}

@test "each file of a run is described, with its own header, and none that is not there" {
	for package in "${packages[@]}"; do
		folder=$(dirname "$package")
		equal "$folder $(sed -n 's/^ *"path": "\(.*\)",*$/\1/p' "$package" | LC_ALL=C sort | tr '\n' ' ')" \
			"$folder $(cd "$folder" && printf '%s\n' *.csv | LC_ALL=C sort | tr '\n' ' ')"
		for file in "$folder"/*.csv; do
			described=$(awk -v path="\"${file##*/}\"" '/"path":/ { on = index($0, path) } /"missingValues":/ { on = 0 } on && /"name":/ { gsub(/[",]|.*: /, ""); print }' "$package" | paste -sd, -)
			equal "$file $(head -n 1 "$file" | tr -d '\r')" "$file $described"
		done
	done
}
