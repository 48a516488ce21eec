/* SPDX-License-Identifier: MIT */
/* What strerror(3) says, for people: it knows Korean only where that locale is installed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "util/file.h"

static const struct {
	int error;
	const char *text; /* as glibc says it */
} texts[] = {
	{EPERM, N_("Operation not permitted")},
	{ENOENT, N_("No such file or directory")},
	{ESRCH, N_("No such process")},
	{EINTR, N_("Interrupted system call")},
	{EIO, N_("Input/output error")},
	{ENXIO, N_("No such device or address")},
	{E2BIG, N_("Argument list too long")},
	{ENOEXEC, N_("Exec format error")},
	{EBADF, N_("Bad file descriptor")},
	{ECHILD, N_("No child processes")},
	{EAGAIN, N_("Resource temporarily unavailable")},
	{ENOMEM, N_("Cannot allocate memory")},
	{EACCES, N_("Permission denied")},
	{EBUSY, N_("Device or resource busy")},
	{EEXIST, N_("File exists")},
	{EXDEV, N_("Invalid cross-device link")},
	{ENODEV, N_("No such device")},
	{ENOTDIR, N_("Not a directory")},
	{EISDIR, N_("Is a directory")},
	{EINVAL, N_("Invalid argument")},
	{ENFILE, N_("Too many open files in system")},
	{EMFILE, N_("Too many open files")},
	{ETXTBSY, N_("Text file busy")},
	{EFBIG, N_("File too large")},
	{ENOSPC, N_("No space left on device")},
	{EROFS, N_("Read-only file system")},
	{EPIPE, N_("Broken pipe")},
	{ENAMETOOLONG, N_("File name too long")},
	{ENOSYS, N_("Function not implemented")},
	{ENOTEMPTY, N_("Directory not empty")},
	{ELOOP, N_("Too many levels of symbolic links")},
	{ENODATA, N_("No data available")},
	{EPROTO, N_("Protocol error")},
	{EOVERFLOW, N_("Value too large for defined data type")},
	{EOPNOTSUPP, N_("Operation not supported")},
	{ETIMEDOUT, N_("Connection timed out")},
	{EDQUOT, N_("Disk quota exceeded")},
	{ESTALE, N_("Stale file handle")},
};

const char *intl_error(int error)
{
	if (error == FILE_NOT_PLAIN)
		return _("it is no ordinary file");
	if (error == FILE_IS_LINK)
		return _("it is a link, and no link is followed there. Name what it leads to");
	if (error == FILE_FOREIGN_LINK)
		return _("it is a link that somebody else made, and is not followed");
	if (error >= FILE_TOO_LARGE && error < FILE_ERRORS_END) {
		static char large[96];

		snprintf(large, sizeof(large), _("it has more than %d MiB"), error - FILE_TOO_LARGE);
		return large;
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].error == error)
			return _(texts[i].text);
	return strerror(error);
}
