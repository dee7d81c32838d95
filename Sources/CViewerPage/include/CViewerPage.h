// The files of the viewer's page (../Viewer/Page) as they were when the program was built, so that it needs no others.

#ifndef ORRERY_VIEWER_PAGE_H
#define ORRERY_VIEWER_PAGE_H

#include <stddef.h>

/// One file: its name, and its bytes, which last as long as the program.
struct viewer_page_file {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// How many files there are.
size_t viewer_page_count(void);

/// Returns the file of a number from 0 on.
struct viewer_page_file viewer_page_file(size_t number);

#endif
