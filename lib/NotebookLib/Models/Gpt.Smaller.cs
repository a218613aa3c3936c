namespace NotebookLib;

public sealed partial class Gpt
{
    /// <summary>
    /// A copy in which the matrices of the blocks are changed: rounded, masked, replaced by one of low rank.
    /// </summary>
    /// <remarks>
    /// In each block there are four, by GPT-2's names: "h.0.attn.c_attn.weight", W_Q, W_K and W_V side by side,
    /// (C, 3C); "h.0.attn.c_proj.weight", W_O; "h.0.mlp.c_fc.weight", (C, 4C); "h.0.mlp.c_proj.weight", (4C, C); and
    /// "h.0.mlp.c_gate.weight" where there is a gate. The tables, biases and normalizations stay.
    /// </remarks>
    /// <param name="change">Given a matrix's name and a copy of it, gives what is to stand in its place, of the same
    /// shape.</param>
    /// <exception cref="ArgumentException">A matrix came back in another shape.</exception>
    public Gpt WithMaps(Func<string, Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Changed(Config, (name, value) => IsMap(name) ? change(name, value) : value);
    }

    /// <summary>A copy in which each row of the matrices of the blocks is changed by itself.</summary>
    /// <param name="change">Given a copy of a row, gives as many numbers to stand in its place.</param>
    /// <exception cref="ArgumentException">Another number of numbers came back.</exception>
    public Gpt WithMapRows(Func<float[], float[]> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return WithMaps((name, map) =>
        {
            int width = map.Shape[1];
            for (int row = 0; row < map.Shape[0]; row++)
            {
                float[] changed = change(map.Values.Slice(row * width, width).ToArray());
                if (changed.Length != width)
                    throw new ArgumentException($"change: expected {width} numbers for a row of '{name}'; "
                        + $"got {changed.Length}.", nameof(change));
                changed.CopyTo(map.Data.Slice(row * width, width));
            }
            return map;
        });
    }

    /// <summary>How many numbers the matrices of the blocks hold: those that <see cref="WithMaps"/> changes.</summary>
    public int MapParameterCount => Stored().Where(p => IsMap(p.Key)).Sum(p => p.Value.Length);

    /// <summary>The matrices of the blocks, by the names of <see cref="WithMaps"/>; copies.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Maps() =>
        [.. Stored().Where(p => IsMap(p.Key)).Select(p => (p.Key, Copy(p.Value)))];

    /// <summary>One of the matrices of the blocks, by its name: a copy.</summary>
    /// <param name="name">A name of <see cref="WithMaps"/>, such as "h.0.mlp.c_fc.weight".</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public Tensor Map(string name) => Maps().FirstOrDefault(map => map.Name == name).Value
        ?? throw new ArgumentException($"name: expected one of {string.Join(", ", Maps().Select(map => map.Name))}; "
            + $"got {name}.", nameof(name));

    /// <summary>A smaller model: of the hidden units of each feed-forward part only some.</summary>
    /// <remarks>
    /// A unit is a column of "c_fc", with its bias, and a row of "c_proj". The model gives what this one gives with the
    /// other rows of "c_proj" at 0.
    /// </remarks>
    /// <param name="kept">For each layer the units to keep, counted from 0, in the order in which they then stand; as
    /// many in every layer.</param>
    /// <exception cref="ArgumentException">There is not one list a layer, the lists are not equally long, one is empty,
    /// or it names a unit that there is not, or one twice.</exception>
    public Gpt WithHiddenUnits(params IReadOnlyList<int[]> kept)
    {
        RequireUnits(kept);
        return Changed(Config with { HiddenWidth = kept[0].Length }, (name, value) =>
        {
            string[] parts = name.Split('.');
            if (parts is not ["h", _, "mlp", _, _]) return value;
            int[] units = kept[Layer(parts)];
            return (parts[3], parts[4]) switch
            {
                ("c_proj", "weight") => value.Rows(units),
                ("c_proj", _) => value,
                (_, "weight") => value.T.Rows(units).T,
                _ => value.Reshape(-1, 1).Rows(units).Reshape(-1),
            };
        });
    }

    /// <summary>The same in the old shape: the rows of "c_proj" of all other hidden units are 0.</summary>
    /// <inheritdoc cref="WithHiddenUnits"/>
    public Gpt WithOtherUnitsAtZero(params IReadOnlyList<int[]> kept)
    {
        RequireUnits(kept);
        return Changed(Config, (name, value) =>
        {
            string[] parts = name.Split('.');
            if (parts is not ["h", _, "mlp", "c_proj", "weight"]) return value;
            Tensor mask = Tensor.Zeros(value.Shape[0], 1);
            foreach (int unit in kept[Layer(parts)]) mask[unit, 0] = 1;
            return value * mask;
        });
    }

    /// <summary>
    /// A copy that computes the same, in which one number of every normalized row is s times smaller, and the weights
    /// that meet it are s times larger.
    /// </summary>
    /// <remarks>
    /// Gain and bias of both normalizations of a block are divided by s there, and one row of "c_attn" and "c_fc" is
    /// multiplied. With s &gt; 1 the weights have an outlier, with s &lt; 1 what they are multiplied by. Xiao et al.
    /// 2023, "SmoothQuant", eq. 4, moves size from the one to the other like this, before it rounds.
    /// </remarks>
    /// <param name="channel">Which of the C numbers, from 0.</param>
    /// <param name="factor">s, above 0.</param>
    /// <exception cref="ArgumentException">There is no such channel, the factor is not above 0, or the blocks do not
    /// normalize before their parts.</exception>
    public Gpt WithOutlier(int channel, float factor)
    {
        if ((uint)channel >= (uint)Config.Width)
            throw new ArgumentException($"channel: expected 0 to {Config.Width - 1}; got {channel}.", nameof(channel));
        if (!(factor > 0 && float.IsFinite(factor)))
            throw new ArgumentException(
                FormattableString.Invariant($"factor: expected a number above 0; got {factor}."), nameof(factor));
        if (Config.Norm != NormPlacement.Pre)
            throw new ArgumentException($"expected a model that normalizes before its parts; this one has "
                + $"{nameof(NormPlacement)}.{Config.Norm}.");
        return Changed(Config, (name, value) =>
        {
            if (name.StartsWith("h.", StringComparison.Ordinal) && name.Contains(".ln_", StringComparison.Ordinal))
                value[channel] /= factor;
            if (name.EndsWith("c_attn.weight", StringComparison.Ordinal)
                || name.EndsWith("c_fc.weight", StringComparison.Ordinal)
                || name.EndsWith("c_gate.weight", StringComparison.Ordinal))
                for (int j = 0; j < value.Shape[1]; j++) value[channel, j] *= factor;
            return value;
        });
    }

    private void RequireUnits(IReadOnlyList<int[]> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        int hidden = Config.HiddenWidth ?? 4 * Config.Width;
        if (kept.Count != Config.Layers)
            throw new ArgumentException($"kept: expected units for each of {Config.Layers} layers; "
                + $"got {kept.Count} lists.", nameof(kept));
        foreach (var (layer, units) in kept.Index())
        {
            if (units.Length == 0 || units.Length != kept[0].Length)
                throw new ArgumentException($"kept: expected as many units in every layer, at least one; got "
                    + $"{string.Join(", ", kept.Select(u => u.Length))}.", nameof(kept));
            if (units.FirstOrDefault(u => (uint)u >= (uint)hidden, -1) is var wrong and not -1)
                throw new ArgumentException($"kept: expected units 0 to {hidden - 1}; got {wrong} in layer {layer}.",
                    nameof(kept));
            if (units.Distinct().Count() < units.Length)
                throw new ArgumentException($"kept: expected each unit once; layer {layer} has one twice.",
                    nameof(kept));
        }
    }

    /// <summary>The layer of a parameter "h.0.mlp.c_fc.weight", cut at its dots.</summary>
    private static int Layer(string[] name) => int.Parse(name[1], System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsMap(string name) =>
        name.StartsWith("h.", StringComparison.Ordinal) && name.Contains(".c_", StringComparison.Ordinal)
            && name.EndsWith(".weight", StringComparison.Ordinal);

    private static Tensor Copy(Tensor value) => new(value.ToArray(), value.Shape);

    private Gpt Changed(GptConfig config, Func<string, Tensor, Tensor> change)
    {
        using IDisposable _ = Tensor.NoGrad();
        Dictionary<string, Tensor> stored = new(Stored());
        return new Gpt(config, (name, shape) =>
        {
            Tensor changed = change(name, Copy(stored[name]));
            return changed.Shape == shape
                ? Copy(changed)
                : throw new ArgumentException($"change: expected '{name}' to keep its shape {shape}; "
                    + $"got {changed.Shape}.", nameof(change));
        });
    }
}
