/* features-set.h: labelled features from one file, or from the parts of a set of files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-read.h"

G_BEGIN_DECLS

/* As tf_features_read(), and of the path of a set (part-files.h) its parts joined: one after the other or, where not all
 * samples of a part are there or all would take too much memory, their moments. Of labels in files of their own each part
 * has that of its number, where their path is of a set as well. */
TfFeatures *tf_features_read_set (const char *path, const TfFeaturesOptions *options, const TfReading *how, GError **error);

G_END_DECLS
