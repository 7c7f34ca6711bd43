/* marker.h: the shapes that mark a line or a class
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names only, so that whoever has a line to be drawn can say how it is marked;
 * how a shape is drawn stands in plot-style.h.
 */
#pragma once

typedef enum
{
  TF_MARKER_CIRCLE,
  TF_MARKER_SQUARE,
  TF_MARKER_TRIANGLE,
  TF_MARKER_DIAMOND,
  TF_MARKER_TRIANGLE_DOWN,
  TF_MARKER_PLUS,
  TF_MARKER_HEXAGON,
  TF_MARKER_STAR,
  TF_N_MARKERS
} TfMarker;
