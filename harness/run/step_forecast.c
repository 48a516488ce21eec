/* SPDX-License-Identifier: MIT */
/* step_forecast: the measures of forecast, of the step that is being settled. */
#include "run/step_settle.h"

/* Below this, what the group's charge does is no line to follow. */
static const double straight_r2 = 0.9;

static int measure_trend(struct run *run)
{
	const struct trend *t = &run->forecast.resident;
	double slope, r2;
	int error = 0;

	if (trend_slope(t, &slope))
		error = run_take_own(run, OWN_SLOPE, slope);
	if (!error && trend_r2(t, &r2))
		error = run_take_own(run, OWN_R2, r2 * 1000);
	return error;
}

/* The group's own news of it is the soonest; without, the last page that was had. */
static double death_ms(const struct run *run)
{
	const struct autopsy *a = &run->session.autopsy;
	const int64_t begin = run->session.before.elapsed_ns;
	int64_t at = run->session.after.elapsed_ns;

	if (a->oom_event_ns.known && a->oom_event_ns.n > begin)
		at = a->oom_event_ns.n;
	else if (a->last_growth_ns.known)
		at = a->last_growth_ns.n;
	return (double)(at - begin) / 1e6;
}

static int measure_death(struct run *run)
{
	const struct trend *t = &run->forecast.room;
	const struct value limit = run->cap.limit_bytes;
	double r2, seconds;
	int error = 0;
	const bool predicted = limit.known && trend_r2(t, &r2) && r2 >= straight_r2 &&
			       trend_reaches(t, (double)limit.n / 1024, &seconds);

	if (predicted)
		error = run_take_own(run, OWN_PREDICTED_DEATH, seconds * 1e3);
	if (error || !run->session.died_inside)
		return error;
	const double ms = death_ms(run);
	error = run_take_own(run, OWN_OBSERVED_DEATH, ms);
	if (!error && predicted && ms > 0)
		error = run_take_own(run, OWN_DEATH_ERROR, (seconds * 1e3 - ms) / ms * 1000);
	return error;
}

/* Of a group of the run's own only: any other has memory of others. */
static int measure_left(struct run *run)
{
	const struct view *group = shot_find(&run->session.after, "group", 0);
	int error = 0;

	if (!run->session.died_inside || run->cap.lock < 0 || !group)
		return 0;
	const struct value all = group->values[metric_find("cg_current_bytes")];
	const struct value anon = group->values[metric_find("cg_anon_bytes")];
	if (all.known)
		error = run_take_own(run, OWN_LEFT, (double)all.n / 1024);
	if (!error && anon.known)
		error = run_take_own(run, OWN_LEFT_ANON, (double)anon.n / 1024);
	return error;
}

int forecast_settle(struct run *run)
{
	int error = 0;

	if (run->session.at.seq > 0 && run->forecast.resident.points) {
		error = measure_trend(run);
		if (!error)
			error = measure_death(run);
		if (!error)
			error = measure_left(run);
	}
	run->forecast = (struct forecast){0};
	return error;
}
