using System.Text;

namespace NotebookLib;

/// <summary>Merges bytes by a published list of tokens: a pair may be merged where its bytes together are a token, the one with the lowest rank first.</summary>
/// <remarks>
/// Only the tokens are published, not which pair made each; no other pair can, since inside a token no merge crosses its border. The rank is the id.
/// </remarks>
internal sealed class RankedMerging
{
    private readonly string[] spelled; // by id, a character for each byte
    private readonly Dictionary<string, int> ranks = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> rankOf;
    private readonly int longest; // bytes in a token
    private readonly int[] bytes = new int[256]; // the id of each byte alone

    /// <param name="pieces">The bytes of each id; null where there is none.</param>
    /// <param name="control">Ids that are names and never come from merging.</param>
    public RankedMerging(IReadOnlyList<byte[]?> pieces, IReadOnlySet<int> control)
    {
        spelled = [.. pieces.Select(piece => piece is null ? "" : Encoding.Latin1.GetString(piece))];
        for (int id = 0; id < spelled.Length; id++)
        {
            if (spelled[id].Length == 0 || control.Contains(id)) continue;
            ranks.Add(spelled[id], id);
            if (spelled[id].Length == 1) bytes[spelled[id][0]] = id;
        }
        longest = ranks.Keys.Max(piece => piece.Length);
        rankOf = ranks.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The tokens of a stretch of text that has no border in it.</summary>
    public int[] ToIds(byte[] text) => ranks.TryGetValue(Encoding.Latin1.GetString(text), out int whole) ? [whole]
        : new BytePairMerging(Array.ConvertAll(text, b => bytes[b]), Merged).ToIds();

    private int? Merged(int left, int right)
    {
        string first = spelled[left], second = spelled[right];
        if (first.Length + second.Length > longest) return null;
        Span<char> both = stackalloc char[longest];
        first.CopyTo(both);
        second.CopyTo(both[first.Length..]);
        return rankOf.TryGetValue(both[..(first.Length + second.Length)], out int id) ? id : null;
    }
}
