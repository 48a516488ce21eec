/* SPDX-License-Identifier: MIT */
#include <features.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "kernel/env.h"
#include "kernel/group.h"
#include "kernel/parse.h"
#include "kernel/vm_guest.h"
#include "util/file.h"
#include "util/inherited.h"
#include "util/line.h"

static void copy(char *out, size_t room, const char *from, size_t len)
{
	line_set(out, room, "%.*s", (int)len, from);
}

/* The word in brackets: "always [madvise] never". */
static void chosen(const char *text, char *out, size_t room)
{
	const char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;

	if (close)
		copy(out, room, open + 1, (size_t)(close - open - 1));
}

/* The value of the first line "key<blanks><separator> value", its quotes removed. */
static void value_of(const char *text, const char *key, char separator, char *out, size_t room)
{
	const size_t key_len = strlen(key);

	for (const char *line = text; *line;) {
		const size_t len = strcspn(line, "\n");
		const char *s = line + key_len, *end = line + len;

		if (len > key_len && memcmp(line, key, key_len) == 0) {
			s += strspn(s, " \t");
			if (s < end && *s == separator) {
				s++;
				s += strspn(s, " \t\"");
				while (end > s && strchr(" \t\"", end[-1]))
					end--;
				copy(out, room, s, (size_t)(end - s));
				return;
			}
		}
		line += len + (line[len] == '\n');
	}
}

static void read_cpu(struct env *e, const struct roots *roots, struct text *text)
{
	char path[256];

	format(path, sizeof(path), "%s/cpuinfo", roots->proc);
	if (text_read(text, path) < 0)
		return;
	/* x86 has a model name; others name the part in their own way, or not at all. */
	static const char *const keys[] = {"model name", "Model", "cpu model", "uarch", "cpu"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !e->cpu[0]; i++)
		value_of(text->data, keys[i], ':', e->cpu, sizeof(e->cpu));
}

static void read_settings(struct env *e, const struct roots *roots, struct text *text)
{
	char path[256];

	format(path, sizeof(path), "%s/kernel/mm/transparent_hugepage/enabled", roots->sys);
	if (text_read(text, path) == 0)
		chosen(text->data, e->thp, sizeof(e->thp));
	format(path, sizeof(path), "%s/sys/vm/overcommit_memory", roots->proc);
	if (text_read(text, path) == 0) {
		const char *s = text->data;

		e->overcommit = parse_number(&s, s + text->len);
	}
	if (text_read(text, "/etc/os-release") == 0)
		value_of(text->data, "PRETTY_NAME", '=', e->distribution, sizeof(e->distribution));
}

void env_read(struct env *e, const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	struct machine_memory memory;
	struct utsname name;
	struct group group;

	*e = (struct env){.page_size = sysconf(_SC_PAGESIZE)};
	if (uname(&name) == 0) {
		copy(e->kernel, sizeof(e->kernel), name.release, strlen(name.release));
		copy(e->machine, sizeof(e->machine), name.machine, strlen(name.machine));
		copy(e->host, sizeof(e->host), name.nodename, strlen(name.nodename));
	}
	read_cpu(e, roots, &text);
	machine_memory_read(&memory, roots);
	e->ram_kib = memory.ram_kib;
	e->swap_kib = memory.swap_kib;
	read_settings(e, roots, &text);
	e->is_guest = guest_is_here(roots);
	e->cpus = known(sysconf(_SC_NPROCESSORS_ONLN));
	if (group_find(roots, getpid(), &group) == 0)
		e->cgroup_version = group.version;
#ifdef __GLIBC__
	snprintf(e->libc, sizeof(e->libc), "glibc %s", gnu_get_libc_version());
#endif
	snprintf(e->compiler, sizeof(e->compiler), "%s", __VERSION__);
}

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

static void inherited_json(void *json, const char *name, int64_t value)
{
	json_int(json, name, value);
}

void env_json(const struct env *e, struct json *j)
{
	json_open(j, "environment", '{');
	json_string(j, "kernel", or_null(e->kernel));
	json_string(j, "machine", or_null(e->machine));
	json_string(j, "host", or_null(e->host));
	json_string(j, "distribution", or_null(e->distribution));
	json_string(j, "cpu", or_null(e->cpu));
	json_value(j, "cpus", e->cpus);
	json_value(j, "ram_kib", e->ram_kib);
	json_value(j, "swap_total_kib", e->swap_kib);
	json_string(j, "transparent_hugepage", or_null(e->thp));
	json_value(j, "overcommit_memory", e->overcommit);
	json_bool(j, "virtual_machine", e->is_guest);
	json_value(j, "cgroup_version", e->cgroup_version ? known(e->cgroup_version) : unknown);
	json_string(j, "libc", or_null(e->libc));
	json_string(j, "compiler", or_null(e->compiler));
	json_open(j, "inherited", '{');
	inherited_each(inherited_json, j);
	json_close(j, '}');
	json_close(j, '}');
}
