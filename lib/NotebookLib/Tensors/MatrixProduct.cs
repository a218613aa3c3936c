using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NotebookLib;

/// <summary>
/// A matrix as the product reads it: element (i, j) of it is <c>Values[Offset + i·RowStep + j·ColumnStep]</c>.
/// </summary>
/// <remarks>A transpose is a swap of the two steps; nothing moves.</remarks>
internal readonly record struct Operand(float[] Values, int Offset, int RowStep, int ColumnStep)
{
    /// <summary>A row-major matrix that begins at <paramref name="offset"/>, or its transpose.</summary>
    public static Operand Of(float[] values, int offset, int columns, bool transposed = false) =>
        transposed ? new(values, offset, 1, columns) : new(values, offset, columns, 1);

    public Operand Columns(int from) => this with { Offset = Offset + from * ColumnStep };

    public Operand Rows(int from) => this with { Offset = Offset + from * RowStep };
}

/// <summary>The product of two matrices, the work of every layer: y = a b.</summary>
/// <remarks>
/// <para>A core multiplies and adds 32 to 64 numbers in the time in which it loads about 16, so a fast product is one
/// that uses each number often once it is in a register. Four ideas do that (Goto and van de Geijn 2008, "Anatomy of
/// High-Performance Matrix Multiplication"):</para>
/// <para>1. <b>Tile.</b> A block of y, 8 rows by 2 vectors, stays in 16 registers. For each p, two vectors of row p of
/// b and one number from each of 8 rows of a make 16 multiply-adds from 10 loads.</para>
/// <para>2. <b>Panel.</b> The two vectors' columns of b, at most <see cref="PanelRows"/> rows of them, are copied to
/// one stretch of memory that stays near while all rows of a pass by. A transposed b costs nothing more, as the copy
/// turns it round.</para>
/// <para>3. <b>Strips.</b> Where a has many columns or is transposed, the 8 numbers that a tile takes at a time lie far
/// apart. If enough panels will pass by, they are first copied side by side, 8 rows a strip.</para>
/// <para>4. <b>Cores.</b> A large product is cut by columns or by rows, and each core takes a piece.</para>
/// <para>None of this changes a number: each element of y is the same chain of multiply-adds, p = 0, 1, 2, …, in every
/// size, tile and cut, fused on every processor that can (<see cref="NotebookLib.MultiplyAdd"/>). So a row does not
/// depend on the rows around it, to the bit, nor on how many cores there are.</para>
/// </remarks>
internal static class MatrixProduct
{
    private const int TileRows = 8;
    // 512 rows × 2 vectors × 64 bytes = 64 KB, read in order, which the second-level cache keeps up with; a tile begins
    // and ends seldom.
    private const int PanelRows = 512;
    private const int MaxPanelColumns = 32;
    // 512 × 512 × 4 bytes = 1 MB: as much as a second-level cache holds, and each number of it is read once a panel.
    private const int StripRows = 512;
    private const int DirectLimit = 4 * 1024;   // values of b that are near enough without a copy

    [ThreadStatic]
    private static float[]? scratch; // one panel and one tile; pinned, so that its alignment holds

    [ThreadStatic]
    private static float[]? strips;

    /// <summary>
    /// y = a b, or y + a b; y (m, n) is row-major from <paramref name="offset"/> on, a is (m, k), b is (k, n).
    /// </summary>
    public static void Multiply(Operand a, Operand b, float[] y, int offset, int m, int k, int n, bool add = false)
    {
        if (Cores.AreWorth(Nanoseconds(m, k, n))) MultiplyOnAllCores(a, b, y, offset, m, k, n, add);
        else MultiplyOnOneCore(a, b, y, offset, n, m, k, n, add);
    }

    /// <summary>
    /// Many products of one size: y[i] = a(i) b(i), each (m, k) times (k, n), one after the other in y.
    /// </summary>
    public static void MultiplyEach(int count, Func<int, Operand> a, Func<int, Operand> b, float[] y, int m, int k,
        int n)
    {
        if (count == 1) Multiply(a(0), b(0), y, 0, m, k, n);
        else
            Cores.Share(count, 1, count * Nanoseconds(m, k, n), (from, size) =>
            {
                for (int i = from; i < from + size; i++)
                    MultiplyOnOneCore(a(i), b(i), y, i * m * n, n, m, k, n, add: false);
            });
    }

    private static long Nanoseconds(int m, int k, int n) => (long)m * k * n / 50;

    private static void MultiplyOnAllCores(Operand a, Operand b, float[] y, int offset, int m, int k, int n, bool add)
    {
        // whoever takes columns copies all of a, whoever takes rows all of b
        bool strip = a.ColumnStep != 1 || a.RowStep >= PanelRows;
        if (n >= 2 * Environment.ProcessorCount * MaxPanelColumns && !(strip && m >= n))
            Cores.Share(n, MaxPanelColumns, Nanoseconds(m, k, n),
                (from, size) => MultiplyOnOneCore(a, b.Columns(from), y, offset + from, n, m, k, size, add));
        else
            Cores.Share(m, TileRows, Nanoseconds(m, k, n),
                (from, size) => MultiplyOnOneCore(a.Rows(from), b, y, offset + from * n, n, size, k, n, add));
    }

    /// <summary>
    /// As <see cref="Multiply"/>, for whoever shares work among the cores himself; the rows of y lie
    /// <paramref name="yStep"/> apart.
    /// </summary>
    public static void MultiplyOnOneCore(Operand a, Operand b, float[] y, int offset, int yStep, int m, int k, int n,
        bool add)
    {
        if (m == 0 || n == 0) return;
        if (k == 0)
        {
            for (int i = 0; i < m && !add; i++) y.AsSpan(offset + i * yStep, n).Clear();
            return;
        }
        bool few = m < 4 && b.ColumnStep == 1;
        if (Vector512.IsHardwareAccelerated)
        {
            if (few) RowByRow<Vector512<float>, Lanes512>(a, b, y, offset, yStep, m, k, n, add);
            else Panels<Vector512<float>, Lanes512>(a, b, y, offset, yStep, m, k, n, add);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            if (few) RowByRow<Vector256<float>, Lanes256>(a, b, y, offset, yStep, m, k, n, add);
            else Panels<Vector256<float>, Lanes256>(a, b, y, offset, yStep, m, k, n, add);
        }
        else
        {
            if (few) RowByRow<Vector128<float>, Lanes128>(a, b, y, offset, yStep, m, k, n, add);
            else Panels<Vector128<float>, Lanes128>(a, b, y, offset, yStep, m, k, n, add);
        }
    }

    /// <summary>
    /// For one to three rows a panel would not be used often enough to pay, and all that counts is how fast b can be
    /// read: eight rows of it at a time, each from its beginning to its end, while a row of y stays near.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowByRow<V, L>(Operand a, Operand b, float[] y, int offset, int yStep, int m, int k, int n,
        bool add) where V : struct where L : ILanes<V>
    {
        for (int i = 0; i < m; i++)
        {
            Span<float> row = y.AsSpan(offset + i * yStep, n);
            if (!add) row.Clear();
            Cores.Check();
            for (int p = 0; p < k; p += 8)
            {
                ref float x = ref a.Values[a.Offset + i * a.RowStep + p * a.ColumnStep];
                ref float from = ref b.Values[b.Offset + p * b.RowStep];
                if (p + 8 <= k) AddEightRows<V, L>(ref x, a.ColumnStep, ref from, b.RowStep, ref row[0], n);
                else
                    for (int rest = 0; p + rest < k; rest++)
                        AddRow<V, L>(Unsafe.Add(ref x, rest * a.ColumnStep), ref Unsafe.Add(ref from, rest * b.RowStep),
                            ref row[0], n);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEightRows<V, L>(ref float x, nint xStep, ref float b, nint bStep, ref float y,
        int n) where V : struct where L : ILanes<V>
    {
        V x0 = L.Spread(ref x, 0), x1 = L.Spread(ref x, xStep), x2 = L.Spread(ref x, 2 * xStep);
        V x3 = L.Spread(ref x, 3 * xStep), x4 = L.Spread(ref x, 4 * xStep);
        V x5 = L.Spread(ref x, 5 * xStep), x6 = L.Spread(ref x, 6 * xStep);
        V x7 = L.Spread(ref x, 7 * xStep);
        ref float b4 = ref Unsafe.Add(ref b, 4 * bStep);
        nint j = 0, step2 = 2 * bStep, step3 = 3 * bStep;
        for (; j + L.Count <= n; j += L.Count)
        {
            V sum = L.MultiplyAdd(x0, L.Load(ref b, j), L.Load(ref y, j));
            sum = L.MultiplyAdd(x1, L.Load(ref b, j + bStep), sum);
            sum = L.MultiplyAdd(x2, L.Load(ref b, j + step2), sum);
            sum = L.MultiplyAdd(x3, L.Load(ref b, j + step3), sum);
            sum = L.MultiplyAdd(x4, L.Load(ref b4, j), sum);
            sum = L.MultiplyAdd(x5, L.Load(ref b4, j + bStep), sum);
            sum = L.MultiplyAdd(x6, L.Load(ref b4, j + step2), sum);
            L.Store(L.MultiplyAdd(x7, L.Load(ref b4, j + step3), sum), ref y, j);
        }
        for (; j < n; j++)
        {
            float sum = Unsafe.Add(ref y, j);
            for (nint p = 0; p < 8; p++)
                sum = MultiplyAdd.Of(Unsafe.Add(ref x, p * xStep), Unsafe.Add(ref b, j + p * bStep), sum);
            Unsafe.Add(ref y, j) = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<V, L>(float x, ref float b, ref float y, int n) where V : struct where L : ILanes<V>
    {
        V xs = L.Spread(ref x, 0);
        nint j = 0;
        for (; j + L.Count <= n; j += L.Count) L.Store(L.MultiplyAdd(xs, L.Load(ref b, j), L.Load(ref y, j)), ref y, j);
        for (; j < n; j++) Unsafe.Add(ref y, j) = MultiplyAdd.Of(x, Unsafe.Add(ref b, j), Unsafe.Add(ref y, j));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panels<V, L>(Operand a, Operand b, float[] y, int offset, int yStep, int m, int k, int n,
        bool add) where V : struct where L : ILanes<V>
    {
        int width = 2 * L.Count;
        ref float panel = ref Scratch();                                            // (PanelRows, width)
        ref float edge = ref Unsafe.Add(ref panel, PanelRows * MaxPanelColumns);    // (TileRows, width)
        bool direct = b.ColumnStep == 1 && ((long)k * n <= DirectLimit || m <= TileRows);

        bool strip = n >= 4 * width && m >= TileRows && (a.ColumnStep != 1 || a.RowStep >= PanelRows);
        int height = L.Registers >= 32 ? TileRows : TileRows / 2;

        for (int p = 0; p < k; p += PanelRows)
        {
            int depth = Math.Min(PanelRows, k - p);
            for (int top = 0; top < m; top += StripRows)
            {
                int rowsHere = Math.Min(StripRows, m - top);
                if (top + p > 0) Cores.Check(); // small products are over before anybody could want to end them
                Operand left = a.Rows(top).Columns(p);
                if (strip) left = PackStrips(left, rowsHere, depth);
                for (int j = 0; j < n; j += width)
                {
                    int columns = Math.Min(width, n - j);
                    Operand part = b.Rows(p).Columns(j);
                    bool whole = columns == width || columns == L.Count;
                    bool packed = !direct || !whole;
                    if (packed) Pack(part, depth, columns, width, ref panel);
                    ref float source = ref packed ? ref panel : ref b.Values[part.Offset];
                    int step = packed ? width : b.RowStep;

                    for (int i = 0; i < rowsHere; i += height)
                    {
                        int rows = Math.Min(height, rowsHere - i);
                        ref float first = ref strip
                            ? ref left.Values[i / TileRows * TileRows * depth + i % TileRows]
                            : ref left.Values[left.Offset + i * left.RowStep];
                        ref float target = ref y[offset + (top + i) * yStep + j];
                        bool inside = whole && (rows == TileRows || (rows == TileRows / 2 && columns == width));
                        bool addHere = add || p > 0;
                        if (inside)
                        {
                            Tile<V, L>(ref first, left.RowStep, left.ColumnStep, rows, ref source, step, ref target,
                                yStep, depth, columns, addHere);
                            continue;
                        }
                        // Over the edge: the tile is computed aside, and what belongs to y is copied.
                        if (addHere) Copy(ref target, yStep, ref edge, width, rows, columns);
                        Tile<V, L>(ref first, left.RowStep, left.ColumnStep, rows, ref source, step, ref edge, width,
                            depth, columns, addHere);
                        Copy(ref edge, width, ref target, yStep, rows, columns);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<V, L>(ref float a, int aRow, int aStep, int rows, ref float b, int bStep, ref float y,
        int yStep, int k, int columns, bool add) where V : struct where L : ILanes<V>
    {
        if (columns <= L.Count) Tile8x1<V, L>(ref a, aRow, aStep, rows, ref b, bStep, ref y, yStep, k, add);
        else if (rows > TileRows / 2) Tile8x2<V, L>(ref a, aRow, aStep, rows, ref b, bStep, ref y, yStep, k, add);
        else Tile4x2<V, L>(ref a, aRow, aStep, rows, ref b, bStep, ref y, yStep, k, add);
    }

    /// <summary>8 rows by 2 vectors of y. Of fewer rows the last stands in for the missing ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x2<V, L>(ref float a, nint aRow, nint aStep, int rows, ref float b, nint bStep,
        ref float y, nint yStep, int k, bool add) where V : struct where L : ILanes<V>
    {
        nint last = rows - 1, a1 = Math.Min(1, last) * aRow, a2 = Math.Min(2, last) * aRow;
        nint a3 = Math.Min(3, last) * aRow, a4 = Math.Min(4, last) * aRow;
        nint a5 = Math.Min(5, last) * aRow, a6 = Math.Min(6, last) * aRow;
        nint a7 = Math.Min(7, last) * aRow;
        V y00 = default, y01 = default, y10 = default, y11 = default, y20 = default;
        V y21 = default, y30 = default, y31 = default, y40 = default, y41 = default;
        V y50 = default, y51 = default, y60 = default, y61 = default, y70 = default;
        V y71 = default;
        if (add)
        {
            (y00, y01) = (L.Load(ref y, 0), L.Load(ref y, L.Count));
            (y10, y11) = (L.Load(ref y, yStep), L.Load(ref y, yStep + L.Count));
            (y20, y21) = (L.Load(ref y, 2 * yStep), L.Load(ref y, 2 * yStep + L.Count));
            (y30, y31) = (L.Load(ref y, 3 * yStep), L.Load(ref y, 3 * yStep + L.Count));
            (y40, y41) = (L.Load(ref y, 4 * yStep), L.Load(ref y, 4 * yStep + L.Count));
            (y50, y51) = (L.Load(ref y, 5 * yStep), L.Load(ref y, 5 * yStep + L.Count));
            (y60, y61) = (L.Load(ref y, 6 * yStep), L.Load(ref y, 6 * yStep + L.Count));
            (y70, y71) = (L.Load(ref y, 7 * yStep), L.Load(ref y, 7 * yStep + L.Count));
        }
        for (; k > 0; k--)
        {
            V b0 = L.Load(ref b, 0), b1 = L.Load(ref b, L.Count);
            V x0 = L.Spread(ref a, 0), x1 = L.Spread(ref a, a1);
            (y00, y01) = (L.MultiplyAdd(x0, b0, y00), L.MultiplyAdd(x0, b1, y01));
            (y10, y11) = (L.MultiplyAdd(x1, b0, y10), L.MultiplyAdd(x1, b1, y11));
            V x2 = L.Spread(ref a, a2), x3 = L.Spread(ref a, a3);
            (y20, y21) = (L.MultiplyAdd(x2, b0, y20), L.MultiplyAdd(x2, b1, y21));
            (y30, y31) = (L.MultiplyAdd(x3, b0, y30), L.MultiplyAdd(x3, b1, y31));
            V x4 = L.Spread(ref a, a4), x5 = L.Spread(ref a, a5);
            (y40, y41) = (L.MultiplyAdd(x4, b0, y40), L.MultiplyAdd(x4, b1, y41));
            (y50, y51) = (L.MultiplyAdd(x5, b0, y50), L.MultiplyAdd(x5, b1, y51));
            V x6 = L.Spread(ref a, a6), x7 = L.Spread(ref a, a7);
            (y60, y61) = (L.MultiplyAdd(x6, b0, y60), L.MultiplyAdd(x6, b1, y61));
            (y70, y71) = (L.MultiplyAdd(x7, b0, y70), L.MultiplyAdd(x7, b1, y71));
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        Store<V, L>(y00, y01, ref y);
        Store<V, L>(y10, y11, ref Unsafe.Add(ref y, yStep));
        Store<V, L>(y20, y21, ref Unsafe.Add(ref y, 2 * yStep));
        Store<V, L>(y30, y31, ref Unsafe.Add(ref y, 3 * yStep));
        Store<V, L>(y40, y41, ref Unsafe.Add(ref y, 4 * yStep));
        Store<V, L>(y50, y51, ref Unsafe.Add(ref y, 5 * yStep));
        Store<V, L>(y60, y61, ref Unsafe.Add(ref y, 6 * yStep));
        Store<V, L>(y70, y71, ref Unsafe.Add(ref y, 7 * yStep));
    }

    /// <summary>4 rows by 2 vectors, for processors with 16 registers, and for what is left of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2<V, L>(ref float a, nint aRow, nint aStep, int rows, ref float b, nint bStep,
        ref float y, nint yStep, int k, bool add) where V : struct where L : ILanes<V>
    {
        nint last = rows - 1, a1 = Math.Min(1, last) * aRow, a2 = Math.Min(2, last) * aRow;
        nint a3 = Math.Min(3, last) * aRow;
        V y00 = default, y01 = default, y10 = default, y11 = default, y20 = default;
        V y21 = default, y30 = default, y31 = default;
        if (add)
        {
            (y00, y01) = (L.Load(ref y, 0), L.Load(ref y, L.Count));
            (y10, y11) = (L.Load(ref y, yStep), L.Load(ref y, yStep + L.Count));
            (y20, y21) = (L.Load(ref y, 2 * yStep), L.Load(ref y, 2 * yStep + L.Count));
            (y30, y31) = (L.Load(ref y, 3 * yStep), L.Load(ref y, 3 * yStep + L.Count));
        }
        for (; k > 0; k--)
        {
            V b0 = L.Load(ref b, 0), b1 = L.Load(ref b, L.Count);
            V x0 = L.Spread(ref a, 0), x1 = L.Spread(ref a, a1);
            (y00, y01) = (L.MultiplyAdd(x0, b0, y00), L.MultiplyAdd(x0, b1, y01));
            (y10, y11) = (L.MultiplyAdd(x1, b0, y10), L.MultiplyAdd(x1, b1, y11));
            V x2 = L.Spread(ref a, a2), x3 = L.Spread(ref a, a3);
            (y20, y21) = (L.MultiplyAdd(x2, b0, y20), L.MultiplyAdd(x2, b1, y21));
            (y30, y31) = (L.MultiplyAdd(x3, b0, y30), L.MultiplyAdd(x3, b1, y31));
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        Store<V, L>(y00, y01, ref y);
        Store<V, L>(y10, y11, ref Unsafe.Add(ref y, yStep));
        Store<V, L>(y20, y21, ref Unsafe.Add(ref y, 2 * yStep));
        Store<V, L>(y30, y31, ref Unsafe.Add(ref y, 3 * yStep));
    }

    /// <summary>8 rows by 1 vector, for what is left of the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x1<V, L>(ref float a, nint aRow, nint aStep, int rows, ref float b, nint bStep,
        ref float y, nint yStep, int k, bool add) where V : struct where L : ILanes<V>
    {
        nint last = rows - 1, a1 = Math.Min(1, last) * aRow, a2 = Math.Min(2, last) * aRow;
        nint a3 = Math.Min(3, last) * aRow, a4 = Math.Min(4, last) * aRow;
        nint a5 = Math.Min(5, last) * aRow, a6 = Math.Min(6, last) * aRow;
        nint a7 = Math.Min(7, last) * aRow;
        V y0 = default, y1 = default, y2 = default, y3 = default, y4 = default, y5 = default;
        V y6 = default, y7 = default;
        if (add)
        {
            y0 = L.Load(ref y, 0);
            y1 = L.Load(ref y, yStep);
            y2 = L.Load(ref y, 2 * yStep);
            y3 = L.Load(ref y, 3 * yStep);
            y4 = L.Load(ref y, 4 * yStep);
            y5 = L.Load(ref y, 5 * yStep);
            y6 = L.Load(ref y, 6 * yStep);
            y7 = L.Load(ref y, 7 * yStep);
        }
        for (; k > 0; k--)
        {
            V b0 = L.Load(ref b, 0);
            (y0, y1) = (L.MultiplyAdd(L.Spread(ref a, 0), b0, y0), L.MultiplyAdd(L.Spread(ref a, a1), b0, y1));
            (y2, y3) = (L.MultiplyAdd(L.Spread(ref a, a2), b0, y2), L.MultiplyAdd(L.Spread(ref a, a3), b0, y3));
            (y4, y5) = (L.MultiplyAdd(L.Spread(ref a, a4), b0, y4), L.MultiplyAdd(L.Spread(ref a, a5), b0, y5));
            (y6, y7) = (L.MultiplyAdd(L.Spread(ref a, a6), b0, y6), L.MultiplyAdd(L.Spread(ref a, a7), b0, y7));
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        L.Store(y0, ref y, 0);
        L.Store(y1, ref y, yStep);
        L.Store(y2, ref y, 2 * yStep);
        L.Store(y3, ref y, 3 * yStep);
        L.Store(y4, ref y, 4 * yStep);
        L.Store(y5, ref y, 5 * yStep);
        L.Store(y6, ref y, 6 * yStep);
        L.Store(y7, ref y, 7 * yStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, L>(V left, V right, ref float y) where V : struct where L : ILanes<V>
    {
        L.Store(left, ref y, 0);
        L.Store(right, ref y, L.Count);
    }

    /// <summary>
    /// Copies a matrix, or turns a transposed one round, to one stretch of memory: row by row, nothing between the
    /// rows.
    /// </summary>
    public static void Gather(Operand a, int rows, int columns, float[] to, int offset)
    {
        if (rows > 0 && columns > 0) Pack(a, rows, columns, columns, ref to[offset]);
    }

    /// <summary>Copies rows of b, or turns its columns into rows; beyond its last column stand zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(Operand b, int depth, int columns, int width, ref float panel)
    {
        if (columns < width) MemoryMarshal.CreateSpan(ref panel, depth * width).Clear();
        if (b.ColumnStep == 1)
        {
            for (int p = 0; p < depth; p++)
            {
                ref float from = ref b.Values[b.Offset + p * b.RowStep], to = ref Unsafe.Add(ref panel, p * width);
                int c = 0;
                for (; c + 8 <= columns; c += 8) Lanes256.Store(Lanes256.Load(ref from, c), ref to, c);
                for (; c < columns; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref from, c);
            }
            return;
        }
        int j = 0;
        if (b.RowStep == 1)
        {
            for (; j + 4 <= columns; j += 4)
            {
                ref float source = ref b.Values[b.Offset + j * b.ColumnStep];
                int p = 0;
                for (; p + 4 <= depth; p += 4)
                    Turn(ref Unsafe.Add(ref source, p), b.ColumnStep, ref Unsafe.Add(ref panel, p * width + j), width);
                for (; p < depth; p++)
                    for (int c = 0; c < 4; c++)
                        Unsafe.Add(ref panel, p * width + j + c) = Unsafe.Add(ref source, c * b.ColumnStep + p);
            }
        }
        for (; j < columns; j++)
            for (int p = 0; p < depth; p++)
                Unsafe.Add(ref panel, p * width + j) = b.Values[b.Offset + p * b.RowStep + j * b.ColumnStep];
    }

    /// <summary>Transposes 4 rows of 4 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref float from, int fromStep, ref float to, int toStep)
    {
        if (!Sse.IsSupported && !AdvSimd.Arm64.IsSupported)
        {
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 4; j++) Unsafe.Add(ref to, j * toStep + i) = Unsafe.Add(ref from, i * fromStep + j);
            return;
        }
        Vector128<float> r0 = Lanes128.Load(ref from, 0), r1 = Lanes128.Load(ref from, fromStep);
        Vector128<float> r2 = Lanes128.Load(ref from, 2 * fromStep);
        Vector128<float> r3 = Lanes128.Load(ref from, 3 * fromStep);
        Vector128<float> low02 = Zip(r0, r2, high: false), low13 = Zip(r1, r3, high: false);
        Vector128<float> high02 = Zip(r0, r2, high: true), high13 = Zip(r1, r3, high: true);
        Lanes128.Store(Zip(low02, low13, high: false), ref to, 0);
        Lanes128.Store(Zip(low02, low13, high: true), ref to, toStep);
        Lanes128.Store(Zip(high02, high13, high: false), ref to, 2 * toStep);
        Lanes128.Store(Zip(high02, high13, high: true), ref to, 3 * toStep);
    }

    /// <summary>The lower or upper halves of two vectors, number by number in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Zip(Vector128<float> a, Vector128<float> b, bool high) =>
        Sse.IsSupported
            ? (high ? Sse.UnpackHigh(a, b) : Sse.UnpackLow(a, b))
            : (high ? AdvSimd.Arm64.ZipHigh(a, b) : AdvSimd.Arm64.ZipLow(a, b));

    /// <summary>
    /// Copies a to strips of 8 rows, column by column: what a tile takes at a time lies side by side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Operand PackStrips(Operand a, int rows, int depth)
    {
        strips ??= GC.AllocateUninitializedArray<float>(StripRows * PanelRows);
        for (int i = 0; i < rows; i += TileRows) // a strip is a panel of aᵀ
            Pack(new Operand(a.Values, a.Offset + i * a.RowStep, a.ColumnStep, a.RowStep), depth,
                Math.Min(TileRows, rows - i), TileRows, ref strips[i * depth]);
        return new Operand(strips, 0, 1, TileRows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(ref float from, int fromStep, ref float to, int toStep, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref from, i * fromStep), columns)
                .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, i * toStep), columns));
    }

    /// <summary>
    /// Memory of this thread for one panel and one tile, on a 64-byte boundary so that no vector straddles two cache
    /// lines.
    /// </summary>
    private static ref float Scratch()
    {
        scratch ??= GC.AllocateArray<float>((PanelRows + TileRows) * MaxPanelColumns + 16, pinned: true);
        int past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(scratch, 0) / sizeof(float) % 16);
        return ref scratch[(16 - past) % 16];
    }

    /// <summary>What the tiles need of a vector, so that they are written once for all three widths.</summary>
    private interface ILanes<V> where V : struct
    {
        static abstract int Count { get; }

        static abstract int Registers { get; }

        static abstract V Load(ref float from, nint index);

        static abstract V Spread(ref float from, nint index);

        static abstract V MultiplyAdd(V a, V b, V sum);

        static abstract void Store(V value, ref float to, nint index);
    }

    private readonly struct Lanes512 : ILanes<Vector512<float>>
    {
        public static int Count => 16;

        public static int Registers => 32;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(ref float from, nint index) =>
            Vector512.LoadUnsafe(ref Unsafe.Add(ref from, index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Spread(ref float from, nint index) =>
            Vector512.Create(Unsafe.Add(ref from, index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> sum) =>
            NotebookLib.MultiplyAdd.Of(a, b, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<float> value, ref float to, nint index) =>
            value.StoreUnsafe(ref Unsafe.Add(ref to, index));
    }

    private readonly struct Lanes256 : ILanes<Vector256<float>>
    {
        public static int Count => 8;

        public static int Registers => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(ref float from, nint index) =>
            Vector256.LoadUnsafe(ref Unsafe.Add(ref from, index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Spread(ref float from, nint index) =>
            Vector256.Create(Unsafe.Add(ref from, index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> sum) =>
            NotebookLib.MultiplyAdd.Of(a, b, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<float> value, ref float to, nint index) =>
            value.StoreUnsafe(ref Unsafe.Add(ref to, index));
    }

    private readonly struct Lanes128 : ILanes<Vector128<float>>
    {
        public static int Count => 4;

        public static int Registers => AdvSimd.IsSupported ? 32 : 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Load(ref float from, nint index) =>
            Vector128.LoadUnsafe(ref Unsafe.Add(ref from, index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Spread(ref float from, nint index) =>
            Vector128.Create(Unsafe.Add(ref from, index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> sum) =>
            NotebookLib.MultiplyAdd.Of(a, b, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector128<float> value, ref float to, nint index) =>
            value.StoreUnsafe(ref Unsafe.Add(ref to, index));
    }
}
