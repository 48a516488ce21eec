/* SPDX-License-Identifier: MIT */
#include "record/run_reader_internal.h"
#include "util/json.h"

static void read_skips(struct recorded *r, const char *json)
{
	const char *one;

	while (r->skips < LABCONF_STEPS &&
	       (one = json_find_object(json, "skipped_steps", r->skips))) {
		struct recorded_skip *skip = &r->skip[r->skips++];

		json_find_text(one, "step", skip->step, sizeof(skip->step));
		json_find_text(one, "reason", skip->reason, sizeof(skip->reason));
	}
}

void recorded_read_json(struct recorded *r, const char *json)
{
	const struct {
		const char *path;
		char *out;
		size_t room;
	} texts[] = {
		{"run_id", r->id, sizeof(r->id)},
		{"lab", r->lab, sizeof(r->lab)},
		{"ended_utc", r->ended_utc, sizeof(r->ended_utc)},
		{"outcome", r->outcome, sizeof(r->outcome)},
		{"problem", r->problem, sizeof(r->problem)},
		{"kernel_log", r->log, sizeof(r->log)},
		{"parameters.seed", r->seed, sizeof(r->seed)},
		{"cap.how", r->cap_how, sizeof(r->cap_how)},
		{"cap.where", r->cap_where, sizeof(r->cap_where)},
		{"environment.kernel", r->kernel, sizeof(r->kernel)},
		{"environment.machine", r->machine, sizeof(r->machine)},
		{"environment.host", r->host, sizeof(r->host)},
		{"environment.distribution", r->distribution, sizeof(r->distribution)},
		{"environment.cpu", r->cpu, sizeof(r->cpu)},
		{"environment.transparent_hugepage", r->thp, sizeof(r->thp)},
	};
	const struct {
		const char *path;
		struct value *out;
	} numbers[] = {
		{"schema_version", &r->schema_version},
		{"exit_code", &r->exit_code},
		{"signal", &r->signal},
		{"uid", &r->uid},
		{"page_size_bytes", &r->page_bytes},
		{"parameters.size_bytes", &r->size_bytes},
		{"parameters.default_size_bytes", &r->usual_bytes},
		{"parameters.size_unit_bytes", &r->unit_bytes},
		{"cap.limit_bytes", &r->limit_bytes},
		{"cap.cgroup_version", &r->cap_version},
		{"environment.cgroup_version", &r->cgroup_version},
		{"environment.cpus", &r->cpus},
		{"environment.ram_kib", &r->ram_kib},
		{"environment.swap_total_kib", &r->swap_kib},
		{"verdicts.null_moved", &r->null_moved},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		json_find_text(json, texts[i].path, texts[i].out, texts[i].room);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		*numbers[i].out = json_find_int(json, numbers[i].path);
	r->is_guest = json_find_bool(json, "environment.virtual_machine");
	r->thp_off = json_find_bool(json, "parameters.thp_off");
	read_skips(r, json);
	unread_read_json(&r->unread, json);
	replaced_read_json(&r->replaced, json);
}
