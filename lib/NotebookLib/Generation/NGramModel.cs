using System.Globalization;

namespace NotebookLib;

/// <summary>
/// What comes next by counting: how often each token followed the last n − 1. Order 1 is a unigram model, which looks
/// at nothing; order 2 a bigram model.
/// </summary>
/// <remarks>
/// (count(context, token) + λ) / (count(context) + λ V): to every count λ is added, so that nothing is impossible
/// (Lidstone 1920; Jurafsky and Martin, "Speech and Language Processing", ch. 3). A context that was never seen gives
/// all tokens the same chance. At the beginning of a text the context is as long as there are tokens.
/// </remarks>
public sealed class NGramModel
{
    private readonly Dictionary<string, double[]> rows = []; // by context: how often each token followed
    private readonly double smoothing;

    /// <summary>Counts in texts.</summary>
    /// <param name="texts">Each with the token that is read before its first, as models read them: a text's token at
    /// place 0 is only looked back at.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="order">n: a token and the n − 1 before it.</param>
    /// <param name="smoothing">λ, what is added to each count.</param>
    /// <exception cref="ArgumentException">An id is not in the vocabulary, the vocabulary or the order is below 1, or λ
    /// is not above 0.</exception>
    public NGramModel(IEnumerable<IReadOnlyList<int>> texts, int vocabulary, int order = 2, double smoothing = 0.01)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (vocabulary < 1)
            throw new ArgumentException($"vocabulary: expected at least 1; got {vocabulary}.", nameof(vocabulary));
        if (order < 1)
            throw new ArgumentException($"order: expected at least 1, a token alone; got {order}.", nameof(order));
        if (!(smoothing > 0 && double.IsFinite(smoothing)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"smoothing: expected more than 0, for tokens that never followed; got {smoothing}."),
                nameof(smoothing));
        (Vocabulary, Order, this.smoothing) = (vocabulary, order, smoothing);
        foreach (IReadOnlyList<int> text in texts)
        {
            CheckIds(text, nameof(texts));
            for (int t = 1; t < text.Count; t++)
            {
                Interruption.Check();
                string context = Context(text, t);
                if (!rows.TryGetValue(context, out double[]? row)) rows[context] = row = new double[vocabulary];
                row[text[t]]++;
            }
        }
    }

    /// <summary>V.</summary>
    public int Vocabulary { get; }

    /// <summary>n: how many tokens are counted together.</summary>
    public int Order { get; }

    /// <summary>
    /// The probability of each token to come next; as a <see cref="NextToken"/> it can be searched, drawn from, or be
    /// the draft of a model.
    /// </summary>
    /// <param name="told">The text so far; only its last n − 1 tokens count.</param>
    /// <returns>(V,); they sum to 1, and none is 0.</returns>
    public double[] Next(IReadOnlyList<int> told)
    {
        ArgumentNullException.ThrowIfNull(told);
        double[] counts = rows.GetValueOrDefault(Context(told, told.Count)) ?? new double[Vocabulary];
        double total = counts.Sum() + smoothing * Vocabulary;
        return Array.ConvertAll(counts, count => (count + smoothing) / total);
    }

    /// <summary>How surprised the model is by texts: the mean of −ln p over their tokens, p of each.</summary>
    /// <param name="texts">Each with the token that is read before its first, as in training; that one is not
    /// counted.</param>
    /// <returns>Nats per token.</returns>
    /// <exception cref="ArgumentException">There is no token to foretell, or an id is not in the
    /// vocabulary.</exception>
    public double Loss(IEnumerable<IReadOnlyList<int>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        double surprise = 0;
        long count = 0;
        foreach (IReadOnlyList<int> text in texts)
        {
            CheckIds(text, nameof(texts));
            for (int t = 1; t < text.Count; t++)
            {
                Interruption.Check();
                surprise -= Math.Log(Probability(text, t));
                count++;
            }
        }
        return count > 0 ? surprise / count
            : throw new ArgumentException("texts: expected at least one text of two tokens; got none.", nameof(texts));
    }

    private void CheckIds(IReadOnlyList<int> text, string parameter)
    {
        foreach (int id in text)
            if ((uint)id >= (uint)Vocabulary)
                throw new ArgumentException($"{parameter}: expected ids 0 to {Vocabulary - 1}; got {id}.", parameter);
    }

    private double Probability(IReadOnlyList<int> text, int place)
    {
        string context = Context(text, place);
        if (!rows.TryGetValue(context, out double[]? counts)) return 1.0 / Vocabulary;
        return (counts[text[place]] + smoothing) / (counts.Sum() + smoothing * Vocabulary);
    }

    private string Context(IReadOnlyList<int> text, int place) =>
        string.Join(' ', text.Take(place).Skip(place - Math.Min(place, Order - 1)));
}
