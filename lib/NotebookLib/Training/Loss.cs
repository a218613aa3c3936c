using System.Buffers;
using System.Numerics.Tensors;

namespace NotebookLib;

/// <summary>How wrong a model is, as one number that training makes small.</summary>
public static class Loss
{
    /// <summary>A target that does not count, such as padding.</summary>
    public const int Ignored = -1;

    /// <summary>The mean surprise at the targets, in nats: −log softmax(logits)[target].</summary>
    /// <remarks>
    /// A model that knows nothing has ln V. With smoothing ε the target gets 1 − ε of the certainty and all tokens
    /// share the rest: Szegedy et al. 2016, "Rethinking the Inception Architecture", §7. One operation: the gradient of
    /// a row is (softmax − target) / count.
    /// </remarks>
    /// <param name="logits">(T, V).</param>
    /// <param name="targets">(T,), each 0 to V − 1, or <see cref="Ignored"/>.</param>
    /// <param name="smoothing">ε, 0 to 1.</param>
    /// <returns>A scalar; NaN if every target is ignored, with a gradient of zeros.</returns>
    /// <exception cref="ArgumentException">There are not as many targets as rows, a target is no token, or ε lies
    /// outside 0..1.</exception>
    public static Tensor CrossEntropy(Tensor logits, int[] targets, float smoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        if (logits.Rank != 2 || logits.Shape[0] != targets.Length)
            throw new ArgumentException($"targets: expected one for each row of logits, (T, V); "
                + $"got {targets.Length} for {logits.Shape}.", nameof(targets));
        if (!(smoothing is >= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"smoothing: expected 0 to 1; got {smoothing}."),
                nameof(smoothing));
        int vocabulary = logits.Shape[1], counted = 0;
        for (int t = 0; t < targets.Length; t++)
        {
            if (targets[t] == Ignored) continue;
            if ((uint)targets[t] >= (uint)vocabulary)
                throw new ArgumentException($"targets: expected tokens 0 to {vocabulary - 1}, or {Ignored} for none; "
                    + $"got {targets[t]} at position {t}.", nameof(targets));
            counted++;
        }

        float[] probabilities = TensorMemory.TakeZeros(logits.Length); // rows of ignored targets stay 0
        double[] surprises = ArrayPool<double>.Shared.Rent(targets.Length);
        Cores.Share(targets.Length, 1, logits.Length, (from, count) =>
        {
            for (int t = from; t < from + count; t++)
                surprises[t] = targets[t] == Ignored
                    ? 0
                    : Surprise(logits.Values.Slice(t * vocabulary, vocabulary), targets[t], smoothing,
                        probabilities.AsSpan(t * vocabulary, vocabulary));
        });
        double sum = 0;
        foreach (double surprise in surprises.AsSpan(0, targets.Length)) sum += surprise;
        ArrayPool<double>.Shared.Return(surprises);
        return new Tensor([(float)(sum / counted)], Shape.Create([])).From(Tensor.Unread(logits, g =>
        {
            if (counted == 0) return Tensor.Zeros([.. logits.Shape]); // a batch of nothing but padding must do no harm
            float[] gradient = TensorMemory.Take(logits.Length);
            float each = g.Item() / counted;
            for (int t = 0; t < targets.Length; t++)
            {
                Span<float> row = gradient.AsSpan(t * vocabulary, vocabulary);
                TensorPrimitives.Multiply(probabilities.AsSpan(t * vocabulary, vocabulary), each, row);
                if (targets[t] == Ignored) continue;
                if (smoothing > 0) TensorPrimitives.Subtract(row, each * smoothing / vocabulary, row);
                row[targets[t]] -= each * (1 - smoothing);
            }
            return new Tensor(gradient, logits.Shape);
        }
        ));
    }

    /// <summary>−log softmax(row)[target], with smoothing; and the softmax.</summary>
    private static double Surprise(ReadOnlySpan<float> row, int target, float smoothing, Span<float> probabilities)
    {
        float max = Exponential.LargestOf(row), total = Exponential.OfRow(row, max, probabilities);
        TensorPrimitives.Divide(probabilities, total, probabilities);
        // log Σ exp(logits)
        double logTotal = max + Math.Log(total), surprise = (1 - smoothing) * (logTotal - row[target]);
        return smoothing > 0 ? surprise + smoothing * (logTotal - Sums.Of(row) / row.Length) : surprise;
    }

    /// <summary>The mean surprise over a batch of sequences.</summary>
    /// <param name="logits">(B, T, V).</param>
    /// <param name="targets">(B, T), each 0 to V − 1, or <see cref="Ignored"/>.</param>
    /// <param name="smoothing">ε, 0 to 1.</param>
    /// <inheritdoc cref="CrossEntropy(Tensor, int[], float)"/>
    public static Tensor CrossEntropy(Tensor logits, int[,] targets, float smoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        if (logits.Rank != 3 || logits.Shape[0] != targets.GetLength(0) || logits.Shape[1] != targets.GetLength(1))
            throw new ArgumentException($"targets: expected (B, T), one for each row of logits, (B, T, V); "
                + $"got ({targets.GetLength(0)}, {targets.GetLength(1)}) for {logits.Shape}.", nameof(targets));
        return CrossEntropy(logits.Reshape(-1, logits.Shape[2]), TokenBatch.OneAfterAnother(targets), smoothing);
    }

    /// <summary>
    /// The mean surprise where the truth is no single token but probabilities, in nats: −Σ p log softmax(logits), a row
    /// at a time.
    /// </summary>
    /// <remarks>
    /// Its gradient is (softmax − p) / T. It cannot get below the entropy of p; with p from a teacher it is the
    /// distillation of Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", §2, at temperature 1.
    /// </remarks>
    /// <param name="logits">(T, V).</param>
    /// <param name="probabilities">(T, V), each row a distribution; gradients do not pass through it.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or are no matrices.</exception>
    public static Tensor CrossEntropy(Tensor logits, Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (logits.Rank != 2 || probabilities.Shape != logits.Shape)
            throw new ArgumentException($"probabilities: expected (T, V), as the logits, {logits.Shape}; "
                + $"got {probabilities.Shape}.", nameof(probabilities));
        return -(probabilities.Detach() * logits.LogSoftmax()).Sum() / logits.Shape[0];
    }

    /// <summary>
    /// How far a student's probabilities are from a teacher's, both softened by a temperature, in nats: the divergence
    /// KL(teacher ‖ student) of softmax(logits / T), times T².
    /// </summary>
    /// <remarks>
    /// Hinton et al. 2015, §2: gradients of softened probabilities fall like 1/T² where T is large, and the factor
    /// makes up for it, so that another temperature needs no other learning rate.
    /// </remarks>
    /// <param name="student">Logits, (T, V).</param>
    /// <param name="teacher">Logits, (T, V); gradients do not pass through them.</param>
    /// <param name="temperature">T, above 0; 1 softens nothing.</param>
    /// <returns>A scalar, 0 where both say the same.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or are no matrices, or the temperature is not above
    /// 0.</exception>
    public static Tensor Distillation(Tensor student, Tensor teacher, float temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        if (!(temperature > 0 && float.IsFinite(temperature)))
            throw new ArgumentException(
                FormattableString.Invariant($"temperature: expected a number above 0; got {temperature}."),
                nameof(temperature));
        if (student.Rank != 2 || teacher.Shape != student.Shape)
            throw new ArgumentException($"teacher: expected (T, V), as the student, {student.Shape}; "
                + $"got {teacher.Shape}.", nameof(teacher));
        Tensor softened = teacher.Detach() / temperature;
        Tensor logs = softened.LogSoftmax(), probabilities = softened.Softmax();
        Tensor divergence = CrossEntropy(student / temperature, probabilities)
            + (probabilities * logs).Sum() / student.Shape[0];
        return divergence * (temperature * temperature);
    }

    /// <summary>
    /// The mean loss, in nats, that no model which sees one token at a time can get below: the conditional entropy of
    /// the target, given the input.
    /// </summary>
    /// <param name="inputs">What is seen, (T,).</param>
    /// <param name="targets">What comes, (T,).</param>
    /// <exception cref="ArgumentException">There is none, or not as many of one as of the other.</exception>
    public static double ConditionalEntropy(int[] inputs, int[] targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Length == 0 || inputs.Length != targets.Length)
            throw new ArgumentException($"targets: expected one for each of at least one input; got {inputs.Length} "
                + $"inputs and {targets.Length} targets.", nameof(targets));
        var seen = inputs.CountBy(input => input).ToDictionary();
        return inputs.Zip(targets).CountBy(pair => pair)
            .Sum(pair => -pair.Value * Math.Log((double)pair.Value / seen[pair.Key.First])) / inputs.Length;
    }

    /// <summary>
    /// A loss as what it is about text: bits for each byte, which models with different tokenizers can be compared by.
    /// </summary>
    /// <remarks>
    /// nats / ln 2 · tokens / bytes. Per token, the tokenizer with the longer tokens has the larger loss for the same
    /// text and the same knowledge. A text of random bytes costs 8.
    /// </remarks>
    /// <param name="nats">The mean loss of a token, such as <see cref="CrossEntropy(Tensor, int[], float)"/>
    /// gives.</param>
    /// <param name="tokens">How many tokens were predicted.</param>
    /// <param name="bytes">How many bytes of UTF-8 these tokens spell: bytes, not characters.</param>
    /// <exception cref="ArgumentException">The loss is negative, or there is no token or no byte.</exception>
    public static double BitsPerByte(double nats, long tokens, long bytes)
    {
        if (nats < 0)
            throw new ArgumentException(FormattableString.Invariant($"nats: expected 0 or more; got {nats}."),
                nameof(nats));
        if (tokens < 1) throw new ArgumentException($"tokens: expected 1 or more; got {tokens}.", nameof(tokens));
        if (bytes < 1) throw new ArgumentException($"bytes: expected 1 or more; got {bytes}.", nameof(bytes));
        return nats / Math.Log(2) * tokens / bytes;
    }
}
