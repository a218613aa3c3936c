using System.Globalization;

namespace NotebookLib;

/// <summary>Which linear maps of a <see cref="Gpt"/>'s blocks.</summary>
[Flags]
public enum GptMaps
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>W_Q.</summary>
    Query = 1,

    /// <summary>W_K.</summary>
    Key = 2,

    /// <summary>W_V.</summary>
    Value = 4,

    /// <summary>W_O.</summary>
    AttentionOutput = 8,

    /// <summary>W₁ of the feed-forward part, and its gate if it has one.</summary>
    Hidden = 16,

    /// <summary>W₂ of the feed-forward part.</summary>
    FeedForwardOutput = 32,

    /// <summary>All of them.</summary>
    All = Query | Key | Value | AttentionOutput | Hidden | FeedForwardOutput,
}

/// <summary>
/// Low-rank adaptation: a model stays as it is, and small corrections beside its linear maps learn.
/// </summary>
/// <remarks>
/// Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models", §4. Two things hold: before the first step the
/// model gives what it gave, to the bit; and <see cref="Merge"/> changes its outputs by rounding alone.
/// </remarks>
public sealed class Lora : Module
{
    private readonly Gpt gpt;
    private readonly (string Name, Linear Map)[] maps;
    private readonly bool[] learned; // which parameters of the model asked for gradients before
    private State state = State.Attached;

    private enum State
    {
        Attached,
        Merged,
        Detached,
    }

    private Lora(Gpt gpt, (string, Linear)[] maps)
    {
        (this.gpt, this.maps) = (gpt, maps);
        learned = [.. gpt.Parameters().Select(p => p.RequiresGrad)];
    }

    /// <summary>Puts a correction beside each of some maps, and freezes the model itself.</summary>
    /// <param name="gpt">The model; its own parameters ask for no gradients until <see cref="Merge"/> or
    /// <see cref="Detach"/>.</param>
    /// <param name="rank">r, at least 1, at most the smaller side of each map.</param>
    /// <param name="alpha">α: corrections are multiplied by α / r.</param>
    /// <param name="random">Where A comes from.</param>
    /// <param name="maps">Which maps get one; Hu et al. took queries and values.</param>
    /// <exception cref="ArgumentException">The rank or α is out of range, or there is no map to correct.</exception>
    /// <exception cref="InvalidOperationException">The model has corrections already.</exception>
    public static Lora Attach(Gpt gpt, int rank, float alpha, Random random, GptMaps maps = GptMaps.All)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(random);
        (string Name, Linear Map)[] chosen =
            [.. MapsOf(gpt).Where(m => maps.HasFlag(m.Kind)).Select(m => (m.Name, m.Map))];
        if (chosen.Length == 0)
            throw new ArgumentException($"maps: expected at least one kind of map; got {maps}.", nameof(maps));
        int most = chosen.Min(m => Math.Min(m.Map.Weight.Shape[0], m.Map.Weight.Shape[1]));
        if (rank < 1 || rank > most)
            throw new ArgumentException($"rank: expected 1 to {most}; got {rank}.", nameof(rank));
        if (!(alpha > 0 && float.IsFinite(alpha)))
            throw new ArgumentException(FormattableString.Invariant($"alpha: expected above 0; got {alpha}."),
                nameof(alpha));
        if (MapsOf(gpt).Any(m => m.Map.Adapter is not null))
            throw new InvalidOperationException("The model has corrections already; Merge() or Detach() them first.");
        var lora = new Lora(gpt, chosen);
        foreach (var (_, map) in chosen)
            map.Adapter = new LoraAdapter(map.Weight.Shape[0], map.Weight.Shape[1], rank, alpha, random);
        foreach (Tensor parameter in gpt.Parameters()) parameter.RequiresGrad = false;
        return lora;
    }

    /// <summary>The corrections, each with the name of its map.</summary>
    /// <exception cref="InvalidOperationException">They were merged or detached.</exception>
    public IReadOnlyList<(string Name, LoraAdapter Adapter)> Adapters
    {
        get
        {
            RequireAttached();
            return [.. maps.Select(m => (m.Name, m.Map.Adapter!))];
        }
    }

    /// <summary>
    /// Adds the corrections to the weights and removes them: the model is as fast as before, and asks for gradients as
    /// it did.
    /// </summary>
    /// <exception cref="InvalidOperationException">They were merged or detached before; a second time they would
    /// count twice.</exception>
    public void Merge()
    {
        RequireAttached();
        using (Tensor.NoGrad())
            foreach (var (_, map) in maps)
                (map.Weight + map.Adapter!.Change).Values.CopyTo(map.Weight.Data);
        End(State.Merged);
    }

    /// <summary>Removes the corrections: the model is what it was.</summary>
    /// <exception cref="InvalidOperationException">They were merged or detached before.</exception>
    public void Detach()
    {
        RequireAttached();
        End(State.Detached);
    }

    /// <summary>Writes A and B of every map into one file, in the safetensors format.</summary>
    /// <param name="file">Is replaced whole or not at all.</param>
    /// <exception cref="InvalidOperationException">They were merged or detached.</exception>
    public void Save(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        RequireAttached();
        Safetensors.Write(file, NamedParameters().Select(p => KeyValuePair.Create(p.Name, p.Value)),
            new Dictionary<string, string> { ["scale"] = StoredScale });
    }

    /// <summary>Reads A and B of every map, as <see cref="Save"/> wrote them.</summary>
    /// <param name="file">Of corrections of the same maps, rank and α.</param>
    /// <exception cref="InvalidDataException">It is of other maps, of another rank or another α.</exception>
    /// <exception cref="InvalidOperationException">They were merged or detached.</exception>
    public void Load(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        RequireAttached();
        Safetensors read = Safetensors.Read(file);
        (string Name, Tensor Value)[] wanted = [.. NamedParameters()];
        string scale = StoredScale;
        if (read.Metadata.GetValueOrDefault("scale") is var other && other != scale)
            throw new InvalidDataException(
                $"{Path.GetFileName(file)}: expected α / r = {scale}; got {other ?? "none"}.");
        if (read.Tensors.Count != wanted.Length)
            throw new InvalidDataException(
                $"{Path.GetFileName(file)}: expected {wanted.Length} tensors; got {read.Tensors.Count}.");
        foreach (var (name, value) in wanted)
            if (!read.Tensors.TryGetValue(name, out Tensor? tensor) || tensor.Shape != value.Shape)
                throw new InvalidDataException($"{Path.GetFileName(file)}: expected '{name}' of shape {value.Shape}; "
                    + $"got {(tensor is null ? "none" : tensor.Shape.ToString())}.");
        foreach (var (name, value) in wanted) read.Tensors[name].Values.CopyTo(value.Data);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        Adapters.SelectMany(a => Within(a.Name, a.Adapter));

    private string StoredScale => Adapters[0].Adapter.Scale.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The maps of a model's blocks, by name and kind.</summary>
    internal static IEnumerable<(string Name, GptMaps Kind, Linear Map)> MapsOf(Gpt gpt) =>
        gpt.Blocks.SelectMany((block, layer) => new (string, GptMaps, Linear?)[]
        {
            ($"blocks.{layer}.attention.query", GptMaps.Query, block.Attention.Query),
            ($"blocks.{layer}.attention.key", GptMaps.Key, block.Attention.Key),
            ($"blocks.{layer}.attention.value", GptMaps.Value, block.Attention.Value),
            ($"blocks.{layer}.attention.output", GptMaps.AttentionOutput, block.Attention.Output),
            ($"blocks.{layer}.feedForward.hidden", GptMaps.Hidden, block.FeedForward.Hidden),
            ($"blocks.{layer}.feedForward.gate", GptMaps.Hidden, block.FeedForward.Gate),
            ($"blocks.{layer}.feedForward.output", GptMaps.FeedForwardOutput, block.FeedForward.Output),
        }).Where(m => m.Item3 is not null).Select(m => (m.Item1, m.Item2, m.Item3!));

    private void End(State now)
    {
        foreach (var (_, map) in maps) map.Adapter = null;
        foreach (var (parameter, asks) in gpt.Parameters().Zip(learned)) parameter.RequiresGrad = asks;
        state = now;
    }

    private void RequireAttached()
    {
        if (state != State.Attached)
            throw new InvalidOperationException(state == State.Merged
                ? "These corrections are part of the weights already: they were merged."
                : "These corrections were detached from the model.");
    }
}
