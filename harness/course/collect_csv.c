/* SPDX-License-Identifier: MIT */
/* all.csv: one row is one column's change over one step of one run, with the run's conditions. */
#include "course/collect_internal.h"

static const char header[] =
	"run_id,lab,host,seed,kernel,machine,page_size_bytes,thp,cap,virtual_machine,limit_bytes,"
	"size_bytes,outcome,seq,step,role,column,before,after,delta,relation,expected,slack,"
	"verdict,cause";

int collect_csv_open(struct csv *csv, int folder, const char *name)
{
	return csv_create(csv, folder, name, header);
}

static void put_run(struct csv *csv, const struct collected *c)
{
	const struct recorded *run = &c->run;

	csv_text(csv, c->id);
	csv_text(csv, run->lab);
	csv_text(csv, c->host);
	csv_text(csv, c->seed);
	csv_text(csv, run->kernel);
	csv_text(csv, run->machine);
	csv_value(csv, run->page_bytes);
	csv_text(csv, run->thp);
	csv_text(csv, run->cap_how);
	csv_word(csv, run->is_guest ? "true" : "false");
	csv_value(csv, run->limit_bytes);
	csv_value(csv, run->size_bytes);
	csv_text(csv, run->outcome);
}

static void put_row(struct csv *csv, const struct recorded_step *step, const struct ledger_row *row)
{
	const bool is_expected = row->relation != RELATION_NONE;

	csv_int(csv, step->seq);
	csv_text(csv, step->name);
	csv_text(csv, row->role);
	csv_text(csv, row->column);
	csv_value(csv, row->before);
	csv_value(csv, row->after);
	csv_value(csv, row->delta);
	csv_word(csv, relation_text[row->relation]);
	csv_value(csv, is_expected ? known(row->expected) : unknown);
	csv_value(csv, is_expected ? known(row->slack) : unknown);
	csv_word(csv, verdict_text[row->verdict]);
	csv_word(csv, row->cause ? row->cause->name : "");
}

void collect_csv_run(struct csv *csv, const struct collected *c)
{
	for (size_t i = 0; i < c->run.steps; i++) {
		const struct recorded_step *step = &c->run.step[i];

		for (size_t k = 0; k < step->ledger.count; k++) {
			if (!collect_wants(&step->ledger.row[k]))
				continue;
			put_run(csv, c);
			put_row(csv, step, &step->ledger.row[k]);
			csv_end(csv);
		}
	}
}
