using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookLib;

/// <summary>A <see cref="GptConfig"/> as config.json, in the words of Hugging Face's GPT-2.</summary>
/// <remarks>
/// A key that could change what the model computes and is not known here is refused, never passed over. One that newer
/// versions write and that changes nothing, or that says no, is
/// read past with a note.
/// </remarks>
internal static partial class GptConfigFile
{
    private const string Own = "notebooklib", Seal = "savedAs";
    private const int LongestContext = 1 << 24; // a float tells neighbouring positions apart up to here
    private const int LargestSize = 1 << 24;

    private static readonly Dictionary<string, Activation> activations = new()
    {
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu"] = Activation.Gelu,
        ["relu"] = Activation.Relu,
        ["swiglu"] = Activation.SwiGlu,
    };

    // What GPT-2's published files say about training, text, libraries and other uses of the model, or computes the
    // same number more exactly.
    private static readonly HashSet<string> harmless =
    [
        "architectures", "attn_pdrop", "embd_pdrop", "initializer_range", "gradient_checkpointing", "use_cache",
        "reorder_and_upcast_attn", "task_specific_params", "torch_dtype", "dtype", "transformers_version",
        "_name_or_path", "_attn_implementation", "attn_implementation", "tokenizer_class", "bos_token_id",
        "eos_token_id", "pad_token_id", "id2label", "label2id", "num_labels", "problem_type", "finetuning_task",
        "prefix", "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_return_sequences",
        "temperature", "top_k", "top_p", "length_penalty", "repetition_penalty", "no_repeat_ngram_size",
        "diversity_penalty", "num_beam_groups", "typical_p", "encoder_no_repeat_ngram_size", "return_dict",
        "output_attentions", "output_hidden_states", "output_scores", "return_dict_in_generate", "torchscript",
        "chunk_size_feed_forward",
    ];

    // What later versions add: the same for other tasks, for writing texts, and for spreading a model over machines;
    // and names of sizes, which must agree.
    private static readonly HashSet<string> newer =
    [
        "is_decoder", "tie_encoder_decoder", "tf_legacy_loss", "use_bfloat16", "loss_type", "sep_token_id",
        "unk_token_id", "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id", "bad_words_ids",
        "suppress_tokens", "begin_suppress_tokens", "remove_invalid_values", "exponential_decay_length_penalty",
        "min_p", "max_new_tokens", "min_new_tokens", "max_time", "stop_strings", "epsilon_cutoff", "eta_cutoff",
        "penalty_alpha", "guidance_scale", "low_memory", "renormalize_logits", "cache_implementation", "output_logits",
        "name_or_path", "_commit_hash", "_attn_implementation_internal", "_attn_implementation_autoset",
        "experts_implementation", "_experts_implementation", "_experts_implementation_internal", "base_model_tp_plan",
        "base_model_pp_plan", "base_model_ep_plan", "base_model_fsdp_plan", "transformers_weights",
    ];

    private static readonly Dictionary<string, RotaryScalingKind> scalings = new()
    {
        ["linear"] = RotaryScalingKind.Interpolated,
        ["ntk"] = RotaryScalingKind.NtkAware, // "dynamic" is another: it depends on the length of the text
        ["yarn"] = RotaryScalingKind.Yarn,
    };

    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    private static readonly JsonDocumentOptions eachKeyOnce = new() { AllowDuplicateProperties = false };
    private static readonly UTF8Encoding strictUtf8 = new(encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true);

    /// <summary>Reads a file: the configuration, and a note for each key that was read past.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or describes a model that cannot be computed here; the
    /// message names the key.</exception>
    public static (GptConfig Config, IReadOnlyList<string> Notes) Read(string path) =>
        Parse(Path.GetFileName(path), TextOf(path));

    /// <summary>
    /// Reads a file together with the copy that <see cref="Gpt.Save"/> leaves in the model's file. Where the file is
    /// missing or comes from another save, a save was broken off between its two files, and the copy belongs to the
    /// model; otherwise the file counts, with what was changed in it by hand.
    /// </summary>
    public static (GptConfig Config, IReadOnlyList<string> Notes) Read(string path, string? copy)
    {
        string name = Path.GetFileName(path);
        if (copy is null) return Read(path);
        string? text = File.Exists(path) ? TextOf(path) : null;
        bool brokenOff = text is null || (SealOf(text) is { } seal && seal != SealOf(copy));
        return brokenOff ? Parse($"{name} in the model's metadata", copy) : Parse(name, text!);
    }

    /// <summary>The text of the file. Equal configurations have equal texts.</summary>
    public static string Text(GptConfig config)
    {
        var own = new JsonObject
        {
            ["positions"] = config.Positions.ToString(),
            ["keyValueHeads"] = config.KeyValueHeads,
            ["norm"] = config.Norm.ToString(),
            ["normKind"] = config.NormKind.ToString(),
            ["bias"] = config.Bias,
            ["residual"] = config.Residual,
            ["causal"] = config.Causal,
            ["initialDeviation"] = config.InitialDeviation,
            ["scaledStart"] = config.ScaledStart,
        };
        if (config.Scaling is { } scaling)
        {
            var json = new JsonObject
            {
                ["rope_type"] = scalings.First(s => s.Value == scaling.Kind).Key,
                ["factor"] = scaling.Factor,
            };
            if (scaling.Context is { } context) json["original_max_position_embeddings"] = context;
            own["rope_scaling"] = json;
        }
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
            [Own] = own,
        };
        own[Seal] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(root.ToJsonString())))[..16];
        return root.ToJsonString(indented);
    }

    private static string TextOf(string path)
    {
        try
        {
            using var reader = new StreamReader(path, strictUtf8);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException e)
        {
            string name = Path.GetFileName(path);
            throw new InvalidDataException($"{name}: expected text in UTF-8; found bytes that are none.", e);
        }
    }

    private static (GptConfig Config, IReadOnlyList<string> Notes) Parse(string name, string text)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: eachKeyOnce) is not JsonObject root)
                throw new InvalidDataException("expected an object in braces.");
            return Config(root);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{name}: {SafetensorsHeader.Said(e)}", e);
        }
        catch (InvalidOperationException e) // a text of which an escape makes half a surrogate pair
        {
            throw new InvalidDataException($"{name}: expected text that is Unicode; found an escape that is not: "
                + $"{SafetensorsHeader.Said(e)}", e);
        }
    }

    private static (GptConfig Config, IReadOnlyList<string> Notes) Config(JsonObject root)
    {
        var file = new Fields(root, "");
        var own = new Fields(file.Object(Own), Own + ".");
        file.Only("model_type", "gpt2");
        file.Only("scale_attn_weights", true);
        file.Only("scale_attn_by_inverse_layer_idx", false);
        file.Only("add_cross_attention", false);
        file.Only("is_encoder_decoder", false);
        int width = file.Size("n_embd"), heads = file.Size("n_head");
        int vocabulary = file.Size("vocab_size");
        int context = file.Size("n_positions", LongestContext);
        if (width % heads != 0)
            throw new InvalidDataException($"expected n_head to divide n_embd, {width}; got {heads}.");
        int layers = file.Size("n_layer");
        Agrees("n_ctx", "n_positions", context);
        Agrees("max_position_embeddings", "n_positions", context);
        Agrees("hidden_size", "n_embd", width);
        Agrees("num_attention_heads", "n_head", heads);
        Agrees("num_hidden_layers", "n_layer", layers);
        int? hidden = file.OptionalSize("n_inner"), keyValueHeads = own.OptionalSize("keyValueHeads");
        if (keyValueHeads is { } shared && heads % shared != 0)
            throw new InvalidDataException($"expected {Own}.keyValueHeads to divide n_head, {heads}; got {shared}.");
        PositionScheme positions = own.Choice("positions", PositionScheme.Learned);
        if (positions == PositionScheme.Rotary && width / heads % 2 != 0)
            throw new InvalidDataException($"expected n_embd / n_head to be even for rotary positions; "
                + $"got {width} / {heads} = {width / heads}.");
        RequireRoom("vocab_size", vocabulary, width);
        RequireRoom("n_positions", positions == PositionScheme.Learned ? context : 1, width);
        RequireRoom(hidden is null ? "n_embd" : "n_inner", hidden ?? 4 * width, width);
        string activation = file.Text("activation_function", "gelu_new");
        var config = new GptConfig(vocabulary, layers, heads, width, context)
        {
            HiddenWidth = hidden,
            Activation = activations.TryGetValue(activation, out Activation known) ? known
                : throw new InvalidDataException(NotOneOf("activation_function", activations.Keys, activation)),
            NormEpsilon = file.Number("layer_norm_epsilon", 1e-5f, least: 0, most: 1),
            TiedEmbeddings = file.Flag("tie_word_embeddings", true),
            // published models come to be used, not to be trained as they were
            Dropout = own.Exists ? file.Number("resid_pdrop", 0, least: 0, most: 0.99f) : 0,
            Positions = positions,
            Scaling = Scaling(own.Object("rope_scaling"), positions),
            KeyValueHeads = keyValueHeads,
            Norm = own.Choice("norm", NormPlacement.Pre),
            NormKind = own.Choice("normKind", NormKind.LayerNorm),
            Bias = own.Flag("bias", true),
            Residual = own.Flag("residual", true),
            Causal = own.Flag("causal", true),
            InitialDeviation = own.OptionalNumber("initialDeviation", least: 0, most: float.MaxValue),
            ScaledStart = own.Flag("scaledStart", true),
        };
        List<string> notes = file.RequireNothingElse(
            key => key is Own or "resid_pdrop" || key.StartsWith("summary_", StringComparison.Ordinal)
                || harmless.Contains(key), newer.Contains);
        return (config, [.. notes, .. own.RequireNothingElse(key => key == Seal)]);

        void Agrees(string other, string key, int size)
        {
            if (file.OptionalSize(other) is { } got && got != size)
                throw new InvalidDataException($"expected {other} to be {key}, {size}; got {got}.");
        }
    }

    private static RotaryScaling? Scaling(JsonObject? json, PositionScheme positions)
    {
        if (json is null) return null;
        if (positions != PositionScheme.Rotary)
            throw new InvalidDataException($"expected {Own}.rope_scaling with rotary positions only; "
                + $"got it with {positions}.");
        var file = new Fields(json, Own + ".rope_scaling.");
        string kind = file.Text("rope_type", "");
        if (!scalings.TryGetValue(kind, out RotaryScalingKind known))
            throw new InvalidDataException(NotOneOf($"{Own}.rope_scaling.rope_type", scalings.Keys, kind));
        double factor = file.OptionalNumber("factor", least: 1, most: double.MaxValue)
            ?? throw new InvalidDataException($"expected a number '{Own}.rope_scaling.factor'; there is none.");
        RotaryScaling scaling = known switch
        {
            RotaryScalingKind.Interpolated => RotaryScaling.Interpolated(factor),
            RotaryScalingKind.NtkAware => RotaryScaling.NtkAware(factor),
            _ => RotaryScaling.Yarn(factor, file.Size("original_max_position_embeddings", LongestContext)),
        };
        file.RequireNothingElse(_ => false);
        return scaling;
    }

    private static string NotOneOf(string key, IEnumerable<string> known, string got) =>
        $"expected {key} to be one of {string.Join(", ", known)}; got '{SafetensorsHeader.Short(got)}'.";

    private static void RequireRoom(string key, long rows, long columns)
    {
        if (rows * columns > Array.MaxLength)
            throw new InvalidDataException($"expected {key} to make a matrix of at most {Array.MaxLength} numbers; "
                + $"got {rows} times {columns}.");
    }

    private static string? SealOf(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: eachKeyOnce) is JsonObject root && root[Own] is JsonObject own
                && own[Seal] is JsonValue seal && seal.TryGetValue(out string? value) ? value : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
