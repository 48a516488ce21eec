/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "run/step_edges.h"

void edges_start(struct edges *e, const char *lab)
{
	snprintf(e->lab, sizeof(e->lab), "%s", lab);
	e->step[0] = '\0';
}

enum edge edges_next(struct edges *e, const char *comm)
{
	if (!e->step[0]) {
		if (strcmp(comm, e->lab) == 0)
			return EDGE_FOREIGN;
		snprintf(e->step, sizeof(e->step), "%s", comm);
		return EDGE_BEFORE;
	}
	if (strcmp(comm, e->step) == 0)
		return EDGE_FOREIGN;
	if (strcmp(comm, e->lab) != 0)
		return EDGE_BROKEN;
	e->step[0] = '\0';
	return EDGE_AFTER;
}
