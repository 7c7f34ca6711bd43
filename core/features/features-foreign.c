/* features-foreign.c: files of other programs, known by their first bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * None of them is read; each is told how to become a file that is, in one line of
 * Python. Sources: the formats' own specifications and file(1)'s magic numbers.
 */
#include "features.h"
#include "features-file.h"

#include <string.h>

#define HEAD 560 /* bytes looked at: MATLAB 7.3 has the sign of HDF5 at 512 */

#define SAVE "np.savez('features.npz', H=…, y=…)"

typedef struct
{
  gsize       offset;
  const char *bytes;
  gsize       n;
  const char *what; /* "a file of …" */
  const char *how;  /* a line of Python, or what to do */
} Signature;

#define SIGN(offset, bytes, what, how) { offset, bytes, sizeof bytes - 1, what, how }

#define TORCH "torch.save(torch.load('FILE', map_location='cpu'), 'features.pt')"
#define SAVE_TORCH "torch.save({'features': H, 'labels': y}, 'features.pt')"
#define HDF5  "f = h5py.File('FILE'); np.savez('features.npz', H=f['features'][:], y=f['labels'][:])"
#define FRAME "t.to_csv('features.csv', index=False)"

/* The first that fits counts. */
static const Signature signatures[] = {
  SIGN (0, "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", "a file of PyTorch before 1.6", TORCH),
  SIGN (0, "\x89HDF\r\n\x1a\n", "an HDF5 file", HDF5),
  SIGN (512, "\x89HDF\r\n\x1a\n", "a MATLAB 7.3 (HDF5) file", HDF5 " (or in MATLAB: save with -v6)"),
  SIGN (0, "MATLAB 5.0 MAT-file", "a MATLAB file",
        "m = scipy.io.loadmat('FILE'); np.savez('features.npz', H=m['features'], y=m['labels'].ravel())"),
  SIGN (0, "PAR1", "a Parquet file", "t = pandas.read_parquet('FILE'); " FRAME),
  SIGN (0, "ARROW1", "an Arrow (Feather) file", "t = pandas.read_feather('FILE'); " FRAME),
  SIGN (0, "FEA1", "a Feather file", "t = pandas.read_feather('FILE'); " FRAME),
  SIGN (0, "\xff\xff\xff\xff", "an Arrow stream", "t = pyarrow.ipc.open_stream('FILE').read_pandas(); " FRAME),
  SIGN (0, "\x1f\x8b", "a file compressed with gzip", "open('features.npz', 'wb').write(gzip.open('FILE').read())"),
  SIGN (0, "BZh", "a file compressed with bzip2", "open('features.npz', 'wb').write(bz2.open('FILE').read())"),
  SIGN (0, "\xfd" "7zXZ", "a file compressed with xz", "open('features.npz', 'wb').write(lzma.open('FILE').read())"),
  SIGN (0, "\x28\xb5\x2f\xfd", "a file compressed with Zstandard", "unpack it: zstd -d"),
  SIGN (0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it, and open the file inside"),
  SIGN (0, "Rar!\x1a\x07", "a RAR archive", "unpack it, and open the file inside"),
  SIGN (257, "ustar", "a tar archive", "tarfile.open('FILE').extractall(), and open a file inside"),
  SIGN (0, "\x89PNG\r\n\x1a\n", "a picture (PNG)", "a network's features of pictures are what can be opened"),
  SIGN (0, "\xff\xd8\xff", "a picture (JPEG)", "a network's features of pictures are what can be opened"),
  SIGN (0, "GIF8", "a picture (GIF)", "a network's features of pictures are what can be opened"),
  SIGN (0, "II*\0", "a picture (TIFF)", "a network's features of pictures are what can be opened"),
  SIGN (0, "MM\0*", "a picture (TIFF)", "a network's features of pictures are what can be opened"),
  SIGN (8, "WEBP", "a picture (WebP)", "a network's features of pictures are what can be opened"),
  SIGN (0, "%PDF-", "a PDF without a session of Tightframe in it", "open the file with the features themselves"),
  SIGN (0, "SQLite format 3\0", "an SQLite database",
        "t = pandas.read_sql('select * from TABLE', sqlite3.connect('FILE')); " FRAME),
  SIGN (0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Office file", "t = pandas.read_excel('FILE'); " FRAME),
  SIGN (0, "RDX2\n", "a file of R", "in R: write.csv(x, 'features.csv', row.names=FALSE)"),
  SIGN (0, "RDX3\n", "a file of R", "in R: write.csv(x, 'features.csv', row.names=FALSE)"),
  SIGN (0, "\0\0\x08\x03", "an idx file as MNIST has it", "save features beside their labels: " SAVE),
  SIGN (0, "\0\0\x08\x01", "an idx file as MNIST has it", "save features beside their labels: " SAVE),
  SIGN (0, "\x7f" "ELF", "a program", "open a file with features"),
  SIGN (0, "OggS", "sound or video", "open a file with features"),
  SIGN (4, "ftyp", "sound or video", "open a file with features"),
  SIGN (0, "version https://git-lfs.github.com/", "a pointer of Git LFS, not the file itself", "run: git lfs pull"),
  SIGN (0, "<!DOCTYPE html", "a web page, not the file that was to be downloaded", "download the file itself"),
  SIGN (0, "<!doctype html", "a web page, not the file that was to be downloaded", "download the file itself"),
  SIGN (0, "<html", "a web page, not the file that was to be downloaded", "download the file itself"),
  SIGN (0, "<?xml", "an XML file without a session of Tightframe in it", "save the table as CSV"),
  SIGN (0, "@relation", "an ARFF file of Weka",
        "t = pandas.DataFrame(scipy.io.arff.loadarff('FILE')[0]); " FRAME),
  SIGN (0, "@RELATION", "an ARFF file of Weka",
        "t = pandas.DataFrame(scipy.io.arff.loadarff('FILE')[0]); " FRAME),
  SIGN (0, "{\"", "a JSON file", "t = pandas.read_json('FILE', lines=False); " FRAME),
  SIGN (0, "{\n", "a JSON file", "t = pandas.read_json('FILE'); " FRAME),
  SIGN (0, "[{", "a JSON file", "t = pandas.read_json('FILE'); " FRAME),
  SIGN (0, "[[", "a JSON file", "a = np.array(json.load(open('FILE'))); np.save('features.npy', a)"),
};

/* One sentence, then what to do. */
static gboolean
refuse (GError **error, const char *what, const char *how)
{
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED, "This is %s, which is not read here. To convert it: %s",
               what, how);
  return FALSE;
}

/* CRC-32C (Castagnoli), bit by bit, masked as a TFRecord has it. */
static guint32
masked_crc (const guint8 *bytes, gsize n)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < n; i++)
    {
      crc ^= bytes[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
    }
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

static guint64
get_le (const guint8 *bytes, gsize n)
{
  guint64 value = 0;

  while (n-- > 0)
    value = value << 8 | bytes[n];
  return value;
}

/* Pickles of protocol 2 to 5: PROTO, then a frame or an opcode, up to STOP. */
static gboolean
is_pickle (const guint8 *head, gsize n)
{
  return n >= 4 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5;
}

/* FALSE, with a sentence that says what to do, where the file is one of another program's. */
gboolean
tf_file_check_foreign (TfFile *file, GError **error)
{
  guint8 head[HEAD] = { 0 };
  gsize  n;

  rewind (file->stream);
  n = fread (head, 1, sizeof head, file->stream);
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      const Signature *s = &signatures[i];

      if (s->offset + s->n <= n && memcmp (head + s->offset, s->bytes, s->n) == 0)
        return refuse (error, s->what, s->how);
    }
  if (n >= 12 && masked_crc (head, 8) == get_le (head + 8, 4))
    return refuse (error, "a TFRecord file", "read it with tf.data.TFRecordDataset, then " SAVE);
  if (is_pickle (head, n))
    return refuse (error, "a Python pickle",
                   "d = pickle.load(open('FILE', 'rb')); np.savez('features.npz', H=d['features'], y=d['labels'])");
  return TRUE;
}

/* What an archive without arrays is; name: of a member. FALSE where that tells. */
gboolean
tf_file_check_foreign_member (const char *name, GError **error)
{
  if (g_str_has_suffix (name, "/data.pkl") || g_str_equal (name, "data.pkl"))
    return refuse (error, "a model of PyTorch, or a file of it that was packed anew", "save features and labels: " SAVE_TORCH);
  if (g_str_equal (name, "[Content_Types].xml"))
    return refuse (error, "an Excel or Office file", "t = pandas.read_excel('FILE'); " FRAME);
  if (g_str_equal (name, "content.xml"))
    return refuse (error, "a table of LibreOffice", "t = pandas.read_excel('FILE', engine='odf'); " FRAME);
  if (g_str_has_suffix (name, "model.weights.h5"))
    return refuse (error, "a model of Keras", "save what its last but one layer puts out: " SAVE);
  if (g_str_equal (name, "META-INF/MANIFEST.MF"))
    return refuse (error, "a Java archive", "open a file with features");
  if (g_str_has_suffix (name, ".csv") || g_str_has_suffix (name, ".tsv") || g_str_has_suffix (name, ".npz"))
    return refuse (error, "a ZIP archive with a file of features in it", "unpack it, and open the file inside");
  return TRUE;
}
