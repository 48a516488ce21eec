/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "kernel/machine_memory.h"
#include "kernel/parse.h"
#include "kernel/replaced.h"
#include "util/file.h"

/* A line "key number" of vmstat. */
static struct value vmstat_number(const char *text, const char *key)
{
	const size_t len = strlen(key);

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, key, len) == 0 && line[len] == ' ') {
			const char *s = line + len + 1;

			return parse_number(&s, s + strcspn(s, "\n"));
		}
	return unknown;
}

/* As si_mem_available() reckons at the least: what is free, and half of the files' pages. */
static struct value available_by_vmstat(const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX], kind[REPLACED_KIND];

	format(path, sizeof(path), "%s/vmstat", roots->proc);
	if (replaced_text(roots, "vmstat", kind) || text_read(&text, path) < 0)
		return unknown;
	const struct value free = vmstat_number(text.data, "nr_free_pages");
	const struct value active = vmstat_number(text.data, "nr_active_file");
	const struct value inactive = vmstat_number(text.data, "nr_inactive_file");

	if (!free.known || !active.known || !inactive.known)
		return unknown;
	return known((free.n + (active.n + inactive.n) / 2) * sysconf(_SC_PAGESIZE));
}

/* sysinfo(2) is answered by the kernel itself, whatever is mounted over its files. */
static void ask_kernel(struct machine_memory *m, const struct roots *roots)
{
	struct sysinfo info;

	*m = (struct machine_memory){.available_bytes = available_by_vmstat(roots)};
	if (sysinfo(&info) < 0)
		return;
	m->ram_kib = known((int64_t)(info.totalram * (uint64_t)info.mem_unit / 1024));
	m->swap_kib = known((int64_t)(info.totalswap * (uint64_t)info.mem_unit / 1024));
}

void machine_memory_read(struct machine_memory *m, const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	struct value values[METRICS_MAX] = {0}, available;
	struct learned learned = {0};
	char path[PATH_MAX], kind[REPLACED_KIND];

	*m = (struct machine_memory){0};
	format(path, sizeof(path), "%s/meminfo", roots->proc);
	if (text_read(&text, path) == 0)
		parse_source(SOURCE_MEMINFO, text.data, text.len, &learned, values);
	m->ram_kib = values[metric_find("mem_total_kib")];
	m->swap_kib = values[metric_find("swap_total_kib")];
	available = values[metric_find("mem_available_kib")];
	if (available.known)
		m->available_bytes = known(available.n * 1024);
	if (!replaced_text(roots, "meminfo", kind))
		return;
	const struct value told = m->available_bytes;
	ask_kernel(m, roots);
	/* A container is told less than the machine has, and may have no more than that. */
	if (told.known && m->available_bytes.known && told.n < m->available_bytes.n)
		m->available_bytes = told;
}

struct value machine_available(const struct roots *roots)
{
	struct machine_memory m;

	machine_memory_read(&m, roots);
	return m.available_bytes;
}
