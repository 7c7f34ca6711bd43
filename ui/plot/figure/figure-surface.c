/* figure-surface.c: what the formats share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "figure-file-private.h"

#include <math.h>

gboolean
tf_figure_check_surface (cairo_surface_t *surface, GError **error)
{
  cairo_status_t status = cairo_surface_status (surface);

  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the figure could not be drawn: %s", cairo_status_to_string (status));
  return FALSE;
}

cairo_status_t
tf_figure_append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

void
tf_figure_get_pixels (const TfFigure *figure, double dpi, int *width, int *height)
{
  *width = MAX ((int) round (figure->width * dpi / TF_POINTS_PER_INCH), 1);
  *height = MAX ((int) round (figure->height * dpi / TF_POINTS_PER_INCH), 1);
}
