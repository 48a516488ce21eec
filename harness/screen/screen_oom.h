/* SPDX-License-Identifier: MIT */
/* screen_oom: the part of the printed ledger that only memory-limited labs have. */
#ifndef SCREEN_SCREEN_OOM_H
#define SCREEN_SCREEN_OOM_H

#include "model/session.h"

/* Under the head: the room, how it was made, and that nobody else is in it. */
void screen_room(const struct session *session);

/* The step that it died in: the curve, and how it died. */
void screen_autopsy(const struct session *session);

/* The kernel's line about a process that it killed in the step, if it told of one. */
void screen_log(const struct autopsy *autopsy);

/* Who else is alive, at the end. */
void screen_others(const struct session *session);

/* screen_forecast.c: nothing where the lab expects nothing of its slope. */
void screen_forecasts(const struct session *session);

#endif
