/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow-error.h"

G_DEFINE_QUARK (tf-flow-error, tf_flow_error)
