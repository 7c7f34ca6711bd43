/* lesson-text.h: sentences with a little mathematics in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     *word*        emphasized            λ_W  H_{1/β}   subscripts
 *     **word**      strongly              x^2  10^{-3}   superscripts
 *     `word`        as typed              \beta \to \le  Greek letters and signs by name
 *     \_ \* \^ …    the sign itself
 *
 * What is no notation stays as it is; nothing is ever refused.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As Pango markup, which is always well-formed; caller frees. */
char *tf_lesson_text_to_markup (const char *text);

/* As plain text: H_{1/β} becomes "H_{1/β}", λ_W "λ_W", emphasis is dropped; caller frees. */
char *tf_lesson_text_to_plain (const char *text);

G_END_DECLS
