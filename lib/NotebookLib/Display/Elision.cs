using System.Collections;
using System.Globalization;

namespace NotebookLib;

/// <summary>
/// Which indices of a dimension are shown: all of a short one, of a long one the first and the last; −1 stands for the
/// gap.
/// </summary>
internal sealed class Elision(int count, int whole, int first, int last) : IEnumerable<int>
{
    public int Count => count;

    private bool Gap => count > whole;

    /// <summary>
    /// What is shown of a dimension that is not shown whole, such as "rows 0–7 and 60–63"; empty if it is.
    /// </summary>
    public string Says(string what) =>
        Gap ? string.Create(CultureInfo.InvariantCulture, $"{what} 0–{first - 1} and {count - last}–{count - 1}") : "";

    public IEnumerator<int> GetEnumerator() =>
        (Gap
            ? Enumerable.Range(0, first).Append(-1).Concat(Enumerable.Range(count - last, last))
            : Enumerable.Range(0, count)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
