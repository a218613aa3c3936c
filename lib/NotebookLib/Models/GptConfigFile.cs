using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookLib;

/// <summary>A <see cref="GptConfig"/> as config.json, in the words of Hugging Face's GPT-2.</summary>
internal static class GptConfigFile
{
    private static readonly Dictionary<string, Activation> activations = new()
    {
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu"] = Activation.Gelu,
        ["relu"] = Activation.Relu,
        ["swiglu"] = Activation.SwiGlu,
    };

    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    public static GptConfig Read(string path)
    {
        try
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(path)) ?? throw new InvalidDataException("expected an object; got null.");
            JsonNode? own = root["notebooklib"];
            Refuse(root, "model_type", "gpt2", "gpt2");
            Refuse(root, "scale_attn_weights", true, true);
            Refuse(root, "scale_attn_by_inverse_layer_idx", false, false);
            string activation = Value(root, "activation_function", "gelu_new");
            return new GptConfig(Required(root, "vocab_size"), Required(root, "n_layer"), Required(root, "n_head"), Required(root, "n_embd"), Required(root, "n_positions"))
            {
                HiddenWidth = root["n_inner"]?.GetValue<int>(),
                Activation = activations.TryGetValue(activation, out Activation known) ? known
                    : throw new InvalidDataException($"expected activation_function to be one of {string.Join(", ", activations.Keys)}; got '{activation}'."),
                NormEpsilon = Value(root, "layer_norm_epsilon", 1e-5f),
                TiedEmbeddings = Value(root, "tie_word_embeddings", true),
                Dropout = own is null ? 0 : Value(root, "resid_pdrop", 0f), // published models come to be used, not to be trained as they were
                Positions = Choice(own, "positions", PositionScheme.Learned),
                KeyValueHeads = own?["keyValueHeads"]?.GetValue<int>(),
                Norm = Choice(own, "norm", NormPlacement.Pre),
                NormKind = Choice(own, "normKind", NormKind.LayerNorm),
                Bias = Value(own, "bias", true),
                Residual = Value(own, "residual", true),
                Causal = Value(own, "causal", true),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: {e.Message}", e);
        }
    }

    public static void Write(string path, GptConfig config)
    {
        var root = new JsonObject
        {
            ["model_type"] = "gpt2",
            ["architectures"] = new JsonArray("GPT2LMHeadModel"),
            ["vocab_size"] = config.Vocabulary,
            ["n_layer"] = config.Layers,
            ["n_head"] = config.Heads,
            ["n_embd"] = config.Width,
            ["n_positions"] = config.Context,
            ["n_inner"] = config.HiddenWidth,
            ["activation_function"] = activations.First(a => a.Value == config.Activation).Key,
            ["layer_norm_epsilon"] = config.NormEpsilon,
            ["tie_word_embeddings"] = config.TiedEmbeddings,
            ["resid_pdrop"] = config.Dropout,
            ["notebooklib"] = new JsonObject
            {
                ["positions"] = config.Positions.ToString(),
                ["keyValueHeads"] = config.KeyValueHeads,
                ["norm"] = config.Norm.ToString(),
                ["normKind"] = config.NormKind.ToString(),
                ["bias"] = config.Bias,
                ["residual"] = config.Residual,
                ["causal"] = config.Causal,
            },
        };
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, root, indented));
    }

    private static int Required(JsonNode root, string name) =>
        (root[name] ?? throw new InvalidDataException($"expected a number '{name}'; there is none.")).GetValue<int>();

    private static T Value<T>(JsonNode? node, string name, T otherwise) => node?[name] is { } value ? value.GetValue<T>() : otherwise;

    private static T Choice<T>(JsonNode? node, string name, T otherwise) where T : struct, Enum
    {
        string chosen = Value(node, name, otherwise.ToString());
        return Enum.TryParse(chosen, out T value) && Enum.IsDefined(value) ? value
            : throw new InvalidDataException($"expected {name} to be one of {string.Join(", ", Enum.GetNames<T>())}; got '{chosen}'.");
    }

    private static void Refuse<T>(JsonNode root, string name, T otherwise, T only)
    {
        T value = Value(root, name, otherwise);
        if (!Equals(value, only)) throw new InvalidDataException($"expected {name} to be {JsonSerializer.Serialize(only)}, which is all that can be computed here; got {JsonSerializer.Serialize(value)}.");
    }
}
