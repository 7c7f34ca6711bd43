/* application-private.h: the application as a type, for itself and its tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TF_TYPE_APPLICATION (tf_application_get_type ())
G_DECLARE_FINAL_TYPE (TfApplication, tf_application, TF, APPLICATION, AdwApplication)

/* flags go beside G_APPLICATION_HANDLES_OPEN. */
TfApplication *tf_application_new (GApplicationFlags flags);

G_END_DECLS
