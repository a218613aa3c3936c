using System.Globalization;
using System.Text;

namespace NotebookLib;

/// <summary>Lays out one heatmap, or several on one colour scale.</summary>
internal sealed partial class HeatmapDrawing(
    Tensor matrices, string[] titles, string[]? rowNames, string[]? columnNames, string title, string rowsTitle,
    string columnsTitle, ValueColors colors, string[][]? words = null, PanelNotes? notes = null,
    string[]? kinds = null)
{
    private const double Font = Drawing.FontSize, ValueFont = 12, Gap = 12, LabelRoom = 120;
    private const double LabelPitch = 12.4, NoteRoom = 118, WordLine = 13;
    private const int SingleCells = 700; // up to here each cell is an element with a tip of its own

    private static readonly int[] RoundSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    private readonly string[] titles = [.. titles.Select(Label.Tip)];
    private readonly int panels = matrices.Shape[0], rows = matrices.Shape[1], columns = matrices.Shape[2];
    private readonly int decimals = Quantity.Decimals(matrices.ToArray());
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        string[] rowLabels = Shown(rowNames, rows), columnLabels = Shown(columnNames, columns);
        Scale barScale = Scale.Over(Axis.Linear(""), [colors.Low, colors.High], tight: true, count: 4);
        double marks = barScale.Ticks.Select(t => Label.Width(t.Text, Font)).DefaultIfEmpty(0).Max();
        double bar = kinds is null ? 14 + 12 + 9 + marks : 0;
        int across = Math.Min(Across(), panels), down = (panels + across - 1) / across;
        var (titled, left, cellWidth, cellHeight, named) = Room(rowLabels, columnLabels, across, bar);
        double width = cellWidth * columns, height = cellHeight * rows;

        double turn = Turn(columnLabels, cellWidth), longest = columnLabels.Max(l => Label.Width(l, Font));
        double below = turn switch
        {
            0 => 20,
            -45 => longest * 0.71 + 16,
            _ => longest + 8,
        };
        double top = Frame.Title(drawing, title, Math.Max(Drawing.MaxWidth * 0.75, left + width));
        if (kinds is not null) top = Frame.Legend(drawing, kinds, top, left, Drawing.MaxWidth - left, Kind) + 4;
        double head = Head(named);
        for (int p = 0; p < panels; p++)
        {
            int i = p % across, j = p / across;
            var area = new Area(left + i * (width + Gap), top + head + j * (height + head + 8), width, height);
            if (named.Length > 0) Frame.Lines(drawing, named[p], area.Left, area.Top - head + 15, bold: true);
            if (notes is not null) Note(area, notes.Each[p].Text, notes.Each[p].Value, width + Gap - 4);
            Cells(area, p, cellWidth, cellHeight, rowLabels, columnLabels);
            if (i == 0) RowLabels(area, cellHeight, rowLabels);
            if (p + across >= panels) ColumnLabels(area, cellWidth, columnLabels, turn);
        }
        double right = left + across * width + (across - 1) * Gap, bottom = top + down * (height + head + 8) - 8;
        double barHeight = kinds is null ? Math.Clamp(bottom - top - head, 60, 220) : 0;
        if (kinds is null) Bar(right + 14, top + head, barHeight, barScale);
        var all = new Area(left, top + head, right - left, bottom - top - head);
        double end = bottom + below + 2;
        if (columnsTitle.Length > 0)
            end = 8 + Frame.AxisTitle(
                drawing, all, columnsTitle, Math.Max(end + 12, top + head + barHeight + 16), titled);
        if (rowsTitle.Length > 0) end = Math.Max(end, Frame.LeftTitle(drawing, all, rowsTitle) + 2);
        if (notes is not null) drawing.Text(0, end += 14, notes.Caption, size: ValueFont, opacity: 0.78);

        string summary = Summary(rowLabels, columnLabels);
        return new Figure(title, drawing.Finish(right + bar, notes is null ? end : end + 6, summary), summary, summary,
            () => Interactive(rowLabels, columnLabels));
    }

    /// <summary>
    /// How large the cells can be: the lower they are, the more lines the title of the rows takes, and the more lines,
    /// the less room for cells.
    /// </summary>
    private (double Titled, double Left, double CellWidth, double CellHeight, string[][] Named) Room(
        string[] rowLabels, string[] columnLabels, int across, double bar)
    {
        double widest = across == 4 ? 620 : Drawing.MaxWidth, longest = columnLabels.Max(l => Label.Width(l, Font));
        int down = (panels + across - 1) / across;
        for (double titled = rowsTitle.Length > 0 ? 22 : 2; ;)
        {
            double left = titled + 8 + rowLabels.Max(l => Label.Width(l, Font));
            double available = ((words is not null ? 636 : widest) - left - bar - (across - 1) * Gap) / across;
            double cellWidth = Math.Min(available / columns, WidestCell());
            bool square = (rows == columns || panels > 1) && words is null && notes is null;
            double cellHeight = Math.Min(cellWidth, square ? 36 : 30);
            if (words is not null) cellHeight = Math.Max(cellHeight, HeightOfWords(cellWidth));
            if (panels > 1 && rows <= 16) cellHeight = Math.Max(cellHeight, LabelPitch);
            cellHeight = Math.Min(cellHeight, 560.0 / rows);
            if (Turn(columnLabels, cellWidth) == -45) left = Math.Max(left, longest * 0.71 - cellWidth / 2 + 10);
            string[][] named = Named(cellWidth * columns + Gap - 4);
            double height = down * (cellHeight * rows + Head(named) + 8) - Head(named) - 8;
            double needed = rowsTitle.Length > 0 ? Frame.LeftTitleRoom(rowsTitle, height) : titled;
            if (needed <= titled) return (titled, left, cellWidth, cellHeight, named);
            titled = needed;
        }
    }

    private double Turn(string[] columnLabels, double cellWidth)
    {
        if (columnNames is null || columnLabels.All(l => Label.Width(l, Font) <= cellWidth - 4)) return 0;
        return cellWidth >= 17 ? -45 : -90;
    }

    /// <summary>The names of the matrices, in lines no wider than each of them; none of one matrix alone.</summary>
    private string[][] Named(double room) => panels > 1 || notes is not null
        ? [.. titles.Select(t => Label.Wrap(Label.Token(t), room, Font, bold: true))]
        : [];

    /// <summary>How much room stands above a matrix for its name and a note.</summary>
    private double Head(string[][] named)
    {
        double one = notes is not null ? 40 : 22;
        return named.Length == 0 ? 0 : one + named.Max(Frame.Further);
    }

    private void Note(Area area, string text, double value, double room)
    {
        drawing.Rectangle(area.Left, area.Top - 17, 11, 11, colors.Map.At(colors.At(value)), radius: 1.5, tip: text);
        drawing.Text(area.Left + 16, area.Top - 7, Label.Fit(text, room - 16, ValueFont), size: ValueFont);
    }

    private static string[] Shown(string[]? names, int count) =>
        names is null
            ? [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))]
            : [.. names.Select(n => Label.Fit(Label.Token(n), LabelRoom, Font))];

    private float Value(int panel, int row, int column) => matrices.Values[(panel * rows + row) * columns + column];

    /// <summary>How many matrices stand side by side.</summary>
    private int Across()
    {
        if (panels <= 3) return panels;
        if (notes is not null) return panels == 4 ? 2 : 3;
        if (columns > 24) return 2;
        return panels is 5 or 6 or 9 ? 3 : 4;
    }

    private double WidestCell()
    {
        if (notes is not null) return NoteRoom / columns;
        return panels > 1 ? 34 : Math.Max(50, LongestWord() + 8);
    }

    private void Cells(Area area, int panel, double cellWidth, double cellHeight, string[] rowLabels,
        string[] columnLabels)
    {
        bool single = rows * columns * panels <= SingleCells, gaps = cellWidth >= 16 && cellHeight >= 12;
        double gap = gaps ? 1 : 0;
        bool numbers = words is null && kinds is null;
        bool printed = cellHeight >= 15 && numbers && Enumerable.Range(0, rows * columns).All(i =>
            Label.Width(Printed(matrices.Values[panel * rows * columns + i]), ValueFont) <= cellWidth - 3);
        var fine = new SortedDictionary<int, StringBuilder>();
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
            {
                double x = area.Left + c * cellWidth, y = area.Top + r * cellHeight, value = Value(panel, r, c);
                if (!single)
                {
                    int run = 1, level = Level(value);
                    while (c + run < columns && Level(Value(panel, r, c + run)) == level) run++;
                    if (!fine.TryGetValue(level, out StringBuilder? d)) fine[level] = d = new StringBuilder();
                    d.Append(CultureInfo.InvariantCulture, $"M{c} {r}h{run}v1h-{run}z");
                    c += run - 1;
                    continue;
                }
                string tip = $"{rowLabels[r]} → {columnLabels[c]}: {Word(r, c)}{Told(value)}";
                if (double.IsFinite(value))
                    drawing.Rectangle(x, y, cellWidth - gap, cellHeight - gap, colors.Map.At(colors.At(value)),
                        radius: gaps ? 1.5 : 0, tip: tip);
                else Hatched(x, y, cellWidth - gap, cellHeight - gap, tip);
                string[] written = words is null ? [] : Written(Label.Token(words[r][c]), cellWidth, cellHeight);
                if (printed) written = [Printed(value)];
                string ink = double.IsFinite(value) ? colors.Map.Ink(colors.At(value)) : "currentColor";
                double first = y + (cellHeight - gap) / 2 + 4.2 - WordLine / 2 * (written.Length - 1);
                foreach (var (i, line) in written.Index())
                    drawing.Text(x + (cellWidth - gap) / 2, first + i * WordLine, line, "middle", ValueFont, ink);
            }
        foreach (var (level, d) in fine)
            drawing.Cells(d.ToString(), level >= 0 ? colors.Map.At(level / 63.0) : "currentColor",
                level >= 0 ? 1 : 0.14, area.Left, area.Top, cellWidth, cellHeight);
    }

    /// <summary>A word as its cell holds it: whole, on several lines where these hold it, or shortened.</summary>
    private static string[] Written(string word, double cellWidth, double cellHeight)
    {
        if (cellHeight < 15 || cellWidth < 20) return [];
        string[] lines = Label.Wrap(word, cellWidth - 4, ValueFont);
        if (lines.Length * WordLine + 2 > cellHeight) return [Label.Fit(word, cellWidth - 4, ValueFont)];
        string[] even = Even(word, lines.Length); // "rob", "ot" rather than "robo", "t"
        return !word.Contains(' ') && even.All(line => Label.Width(line, ValueFont) <= cellWidth - 4) ? even : lines;
    }

    private static string[] Even(string word, int pieces)
    {
        Rune[] runes = [.. word.EnumerateRunes()];
        return [.. Enumerable.Range(0, pieces)
            .Select(i => runes[(i * runes.Length / pieces)..((i + 1) * runes.Length / pieces)])
            .Select(piece => string.Concat(piece.Select(rune => rune.ToString())))];
    }

    /// <summary>How high cells must be for their words, where up to three lines hold each.</summary>
    private double HeightOfWords(double cellWidth)
    {
        int lines = words!.Max(row => row.Max(word => Label.Wrap(Label.Token(word), cellWidth - 4, ValueFont).Length));
        return lines <= 3 ? lines * WordLine + 3 : 0;
    }

    private double LongestWord() =>
        words is null
            ? 0
            : words.Max(row => row.Max(word => Math.Min(Label.Width(Label.Token(word), ValueFont), LabelRoom)));

    /// <summary>The word of a cell before its value, where cells have words.</summary>
    private string Word(int row, int column) => words is null ? "" : Label.Token(words[row][column]) + ", ";

    /// <summary>A value in words: its kind, where values are kinds.</summary>
    private string Told(double value) => kinds is null ? Quantity.Short(value) : Label.Tip(kinds[(int)value]);

    private void Kind(int kind, double atX, double atY) =>
        drawing.Rectangle(atX - 7, atY - 7, 14, 14, colors.Map.At(colors.At(kind)), radius: 1.5);

    /// <summary>A value in its cell; an exact zero, such as a masked weight, is no "0.00".</summary>
    private string Printed(double value) => value == 0 ? "0" : Quantity.Fixed(value, decimals);

    private int Level(double value) => double.IsFinite(value) ? (int)Math.Round(colors.At(value) * 63) : -1;

    private void Hatched(double x, double y, double width, double height, string tip)
    {
        drawing.Rectangle(x, y, width, height, "currentColor", 0.08, tip: tip);
        var lines = new StringBuilder();
        for (double s = 6; s < width + height; s += 6) // from the left or bottom edge up to the top or right edge
            lines.Append(CultureInfo.InvariantCulture,
                $"M{Drawing.N(x + Math.Max(0, s - height))} "
                    + $"{Drawing.N(y + Math.Min(s, height))}L{Drawing.N(x + Math.Min(s, width))} "
                    + $"{Drawing.N(y + Math.Max(0, s - width))}");
        drawing.Path(lines.ToString(), "currentColor", 0.7, 0.28);
    }

    private void RowLabels(Area area, double cellHeight, string[] labels)
    {
        int every = Thin(LabelPitch, cellHeight, rowNames is null);
        for (int r = 0; r < labels.Length; r += every)
            drawing.Text(area.Left - 7, area.Top + (r + 0.5) * cellHeight + 4.5, labels[r], "end");
    }

    private void ColumnLabels(Area area, double cellWidth, string[] labels, double turn)
    {
        double room = turn switch
        {
            0 => labels.Max(l => Label.Width(l, Font)) + (labels.Length > 12 ? 8 : 2),
            -45 => 17,
            _ => LabelPitch - 0.6,
        };
        int every = Thin(room, cellWidth, columnNames is null);
        for (int c = 0; c < labels.Length; c += every)
        {
            double x = area.Left + (c + 0.5) * cellWidth;
            if (turn == 0) drawing.Text(x, area.Bottom + 16, labels[c], "middle");
            else
                drawing.Text(x + (turn == -45 ? 3 : 4.5), area.Bottom + (turn == -45 ? 12 : 6), labels[c], "end",
                    turn: turn);
        }
    }

    /// <summary>Every how many labels there is room for one; a round number where they are numbers.</summary>
    private static int Thin(double needed, double cell, bool numbers)
    {
        int every = Math.Max(1, (int)Math.Ceiling(needed / cell - 1e-9));
        return numbers ? RoundSteps.FirstOrDefault(s => s >= every, every) : every;
    }

    private void Bar(double x, double y, double height, Scale scale)
    {
        const int Steps = 48;
        for (int i = 0; i < Steps; i++)
            drawing.Rectangle(x, y + height * (Steps - 1 - i) / Steps, 12, height / Steps + (i == 0 ? 0 : 0.6),
                colors.Map.At((i + 0.5) / Steps));
        double end = double.PositiveInfinity;
        foreach (var (value, text) in scale.Ticks)
        {
            double at = y + height * (1 - scale.At(value));
            drawing.Line(x + 12, at, x + 15, at, opacity: 0.5);
            if (at > end - 15) continue;
            drawing.Text(x + 18, Math.Clamp(at + 4.5, y + 9, y + height + 2), text);
            end = at;
        }
    }
}
