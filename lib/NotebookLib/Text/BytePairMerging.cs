namespace NotebookLib;

/// <summary>Applies merges to one word, the earliest learned first, in O(n log n) for n bytes.</summary>
/// <remarks>
/// A pair that holds a new token was learned after that token, so a merge never makes an earlier one possible, and
/// taking pairs from a queue by (order learned, position) gives what <see cref="ByteLevelTokenizer.EncodeSteps"/> gives
/// by whole passes.
/// </remarks>
internal sealed class BytePairMerging
{
    private readonly int[] ids;      // −1 where a token was swallowed by the one before it
    private readonly int[] next;     // the position of the next token; n after the last
    private readonly int[] previous; // of the one before; −1 before the first
    // the token that a pair becomes, if it does; of two, the smaller id was learned earlier
    private readonly Func<int, int, int?> merges;
    private readonly PriorityQueue<(int Position, int Left, int Right), (int Id, int Position)> pairs = new();

    public BytePairMerging(int[] bytes, Func<int, int, int?> merges)
    {
        ids = bytes;
        next = [.. Enumerable.Range(1, bytes.Length)];
        previous = [.. Enumerable.Range(-1, bytes.Length)];
        this.merges = merges;
    }

    public int[] ToIds()
    {
        for (int i = 0; i < ids.Length; i++) Offer(i);
        while (pairs.TryDequeue(out var pair, out var merge))
        {
            Interruption.Check(); // a text without a space is one word
            int right = next[pair.Position];
            // merged away since
            if (ids[pair.Position] != pair.Left || right == ids.Length || ids[right] != pair.Right) continue;
            ids[pair.Position] = merge.Id;
            ids[right] = -1;
            next[pair.Position] = next[right];
            if (next[right] < ids.Length) previous[next[right]] = pair.Position;
            if (previous[pair.Position] >= 0) Offer(previous[pair.Position]);
            Offer(pair.Position);
        }
        return [.. ids.Where(id => id >= 0)];
    }

    private void Offer(int position)
    {
        int right = next[position];
        if (right < ids.Length && merges(ids[position], ids[right]) is { } id)
            pairs.Enqueue((position, ids[position], ids[right]), (id, position));
    }
}
