namespace NotebookLib;

/// <summary>A text cut into tokens, one row of a token strip.</summary>
/// <remarks>Written as a tuple: <c>("words", pieces)</c>, <c>("cl100k", pieces, ids)</c>.</remarks>
public sealed class TokenRow
{
    /// <summary>Pieces of a text, with their ids where they have some.</summary>
    /// <param name="name">What cut it; may be empty.</param>
    /// <param name="pieces">The pieces, in order.</param>
    /// <param name="ids">A number for each piece; null for none.</param>
    /// <exception cref="ArgumentException">There are not as many ids as pieces.</exception>
    public TokenRow(string name, IEnumerable<string> pieces, IEnumerable<int>? ids = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pieces);
        Name = name;
        Pieces = [.. pieces];
        Ids = ids is null ? null : [.. ids];
        if (Ids is not null && Ids.Count != Pieces.Count)
            throw new ArgumentException($"ids: expected {Pieces.Count}, one for each piece; "
                + $"got {Ids.Count} (row '{name}').", nameof(ids));
    }

    /// <summary>What cut the text.</summary>
    public string Name { get; }

    /// <summary>The pieces, in order.</summary>
    public IReadOnlyList<string> Pieces { get; }

    /// <summary>A number for each piece, or null.</summary>
    public IReadOnlyList<int>? Ids { get; }

    /// <summary>
    /// The places of pieces that stand out, counted from 0, such as the first word that cannot follow:
    /// <c>new TokenRow("T = 1.6", words) { Marked = [7] }</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no piece at such a place.</exception>
    public IReadOnlyList<int> Marked
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (int place in value)
                if ((uint)place >= (uint)Pieces.Count)
                    throw new ArgumentException($"Marked: expected places from 0 to {Pieces.Count - 1}; got {place} "
                        + $"(row '{Name}').", nameof(value));
            field = [.. value];
        }
    } = [];

    /// <summary>A name and pieces.</summary>
    public static implicit operator TokenRow((string Name, IEnumerable<string> Pieces) row) =>
        new(row.Name, row.Pieces);

    /// <summary>A name, pieces and ids.</summary>
    public static implicit operator TokenRow((string Name, IEnumerable<string> Pieces, IEnumerable<int> Ids) row) =>
        new(row.Name, row.Pieces, row.Ids);
}
