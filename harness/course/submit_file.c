/* SPDX-License-Identifier: MIT */
/* A file on its way into the archive. */
#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "course/submit_internal.h"
#include "util/folder.h"

enum { PIECE = 1 << 20 };

/* No more than that, though somebody writes on while it is read. */
static int copy(int in, int out, int most_mib)
{
	const off_t most = (off_t)most_mib << 20;
	off_t done = 0;

	for (ssize_t n = 1; n; done += n > 0 ? n : 0) {
		n = sendfile(out, in, NULL, PIECE);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (done > most)
			return -(FILE_TOO_LARGE + most_mib);
	}
	return 0;
}

/* No second name of the same file: tar would see its times change while another submit takes it. */
int submit_put(int in, const char *as, int most_mib)
{
	if (in < 0)
		return in;
	const int out = open(as, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (out < 0)
		return -errno;
	const int error = copy(in, out, most_mib);
	return close(out) < 0 && !error ? -errno : error;
}
