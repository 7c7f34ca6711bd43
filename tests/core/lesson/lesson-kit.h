/* lesson-kit.h: lessons for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "lesson.h"

G_BEGIN_DECLS

/* What a lesson begins with. */
#define FRONT "---\ntightframe-lesson: 1\ntitle: T\n---\n"

/* Of a text without a fault. */
TfLesson *read_good (const char *text);

G_END_DECLS
