using System.Text;

namespace NotebookLib;

public sealed partial class Gpt
{
    private const string ConfigNote = "config.json"; // in the metadata of the model's file

    /// <summary>Reads a model from a folder in the layout of Hugging Face's GPT-2.</summary>
    /// <remarks>
    /// Names with and without the prefix "transformer."; F32, F16 and BF16. Buffers that hold masks are passed over.
    /// Keys that newer versions write into
    /// config.json and that change nothing are read past, and stand in <see cref="Notes"/>; other unknown ones are
    /// refused.
    /// </remarks>
    /// <param name="folder">Holds config.json and model.safetensors. Where a <see cref="Save"/> was broken off between
    /// the two, the copy of config.json inside model.safetensors counts.</param>
    /// <exception cref="FileNotFoundException">One of the two is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, a tensor is missing, too many or of another shape, or
    /// the model is not one that this class computes; the message says what was expected and what was
    /// found.</exception>
    public static Gpt Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string model = Path.Combine(folder, "model.safetensors"), configFile = Path.Combine(folder, "config.json");
        // of two files that are missing, the first is named
        if (!File.Exists(model)) _ = GptConfigFile.Read(configFile);
        Safetensors file = Safetensors.Read(model, Wanted);
        var (config, notes) = GptConfigFile.Read(configFile, file.Metadata.GetValueOrDefault(ConfigNote));
        var stored = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in file.Tensors)
            if (!stored.TryAdd(Short(name), tensor))
                throw new InvalidDataException($"model.safetensors: expected each tensor once; "
                    + $"'{SafetensorsHeader.Short(Short(name))}' is there with and without the prefix 'transformer.'.");
        if (config.TiedEmbeddings) stored.Remove("lm_head.weight"); // some files repeat wte.weight under this name

        Gpt gpt;
        try
        {
            gpt = new Gpt(config, (name, shape) =>
            {
                if (!stored.Remove(name, out Tensor? tensor))
                    throw new InvalidDataException($"model.safetensors: expected a tensor '{name}' of shape {shape}; "
                        + $"there is none.");
                return tensor.Shape == shape
                    ? tensor
                    : throw new InvalidDataException($"model.safetensors: expected '{name}' to have shape {shape}; "
                        + $"it has {tensor.Shape}.");
            })
            { Notes = notes };
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"config.json: {e.Message}", e);
        }
        if (stored.Count > 0)
            throw new InvalidDataException($"model.safetensors: expected the tensors of the model that config.json "
                + $"describes; there is also '{SafetensorsHeader.Short(stored.Keys.Min(StringComparer.Ordinal)!)}'.");
        return gpt;
    }

    /// <summary>Writes the model to a folder, in the layout that <see cref="Load"/> reads.</summary>
    /// <remarks>
    /// At whatever moment the program dies, the folder loads: as the model that was there before, or as this one. Each
    /// file is replaced whole or not at all, the model first, with a copy of config.json in its metadata. What GPT-2
    /// does not know, such as rotary positions, stands under "notebooklib".
    /// </remarks>
    /// <param name="folder">Where config.json and model.safetensors go; made if it is not there.</param>
    /// <param name="format">How each parameter is written: two bytes halve the file, and the model that is loaded is
    /// the rounded one.</param>
    public void Save(string folder, NumberFormat format = NumberFormat.F32)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Directory.CreateDirectory(folder);
        string config = GptConfigFile.Text(Config);
        Safetensors.Write(Path.Combine(folder, "model.safetensors"), Stored(),
            new Dictionary<string, string> { ["format"] = "pt", [ConfigNote] = config }, format);
        AtomicFile.Write(Path.Combine(folder, "config.json"), stream => stream.Write(Encoding.UTF8.GetBytes(config)));
    }

    /// <summary>Every parameter under its name in GPT-2's checkpoints.</summary>
    /// <exception cref="InvalidOperationException">There are corrections beside the parameters, which would be
    /// lost.</exception>
    private IEnumerable<KeyValuePair<string, Tensor>> Stored()
    {
        if (Lora.MapsOf(this).Any(m => m.Map.Adapter is not null))
            throw new InvalidOperationException("The model has low-rank corrections, which a copy or a file of its "
                + "parameters would lose; Merge() or Detach() them first.");
        using IDisposable _ = Tensor.NoGrad();
        List<(string Name, Tensor? Value)> all = [("wte.weight", Tokens.Weight), ("wpe.weight", Positions?.Weight)];
        for (int layer = 0; layer < Blocks.Count; layer++)
        {
            TransformerBlock block = Blocks[layer];
            MultiHeadAttention attention = block.Attention;
            string name = $"h.{layer}";
            all.Add(($"{name}.attn.c_attn.weight",
                Tensor.Concat(1, attention.Query.Weight, attention.Key.Weight, attention.Value.Weight)));
            if (attention.Query.Bias is not null)
                all.Add(($"{name}.attn.c_attn.bias",
                    Tensor.Concat(0, attention.Query.Bias, attention.Key.Bias!, attention.Value.Bias!)));
            Add($"{name}.attn.c_proj", attention.Output);
            Add($"{name}.mlp.c_fc", block.FeedForward.Hidden);
            Add($"{name}.mlp.c_gate", block.FeedForward.Gate);
            Add($"{name}.mlp.c_proj", block.FeedForward.Output);
            Add($"{name}.ln_1", block.AttentionNorm);
            Add($"{name}.ln_2", block.FeedForwardNorm);
        }
        Add("ln_f", FinalNorm);
        if (Output != Tokens) all.Add(("lm_head.weight", Output.Weight));
        return [.. all.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value!))];

        void Add(string part, Module? module)
        {
            if (module is not null)
                all.AddRange(module.NamedParameters().Select(p => ($"{part}.{p.Name}", (Tensor?)p.Value)));
        }
    }

    private static string Short(string name) =>
        name.StartsWith("transformer.", StringComparison.Ordinal) ? name["transformer.".Length..] : name;

    private static bool Wanted(string name) =>
        // masks, which we compute
        !name.EndsWith(".attn.bias", StringComparison.Ordinal)
            && !name.EndsWith(".attn.masked_bias", StringComparison.Ordinal);
}
