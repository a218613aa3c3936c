using System.Text.Json.Nodes;

namespace NotebookLib.Tests.Models;

/// <summary>
/// config.json: what is wrong is named by its key, and nothing that changes the model is passed over.
/// </summary>
public sealed class ConfigFileTests : IDisposable
{
    private static readonly GptConfig small = new(17, layers: 2, heads: 2, width: 12, context: 11);
    private readonly string folder = Directory.CreateTempSubdirectory("config-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string ConfigFile => Path.Combine(folder, "config.json");

    private JsonObject Saved(GptConfig? config = null)
    {
        new Gpt(config ?? small, new Random(1)).Save(folder);
        return JsonNode.Parse(File.ReadAllText(ConfigFile))!.AsObject();
    }

    private string Refusal(JsonObject config)
    {
        File.WriteAllText(ConfigFile, config.ToJsonString());
        string message = Assert.Throws<InvalidDataException>(() => Gpt.Load(folder)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Theory]
    [InlineData("n_embd", "-3", "expected n_embd to be a whole number from 1 to 16777216; got -3.")]
    [InlineData("n_embd", "12.5", "expected n_embd to be a whole number from 1 to 16777216; got 12.5.")]
    [InlineData("n_layer", "\"2\"", "expected n_layer to be a whole number from 1 to 16777216; got \"2\".")]
    [InlineData("n_layer", "0", "expected n_layer to be a whole number from 1 to 16777216; got 0.")]
    [InlineData("n_head", "5", "expected n_head to divide n_embd, 12; got 5.")]
    [InlineData("vocab_size", "99999999999",
        "expected vocab_size to be a whole number from 1 to 16777216; got 99999999999.")]
    [InlineData("n_positions", "0", "expected n_positions to be a whole number from 1 to 16777216; got 0.")]
    [InlineData("n_inner", "-1", "expected n_inner to be a whole number from 1 to 16777216; got -1.")]
    [InlineData("n_ctx", "12", "expected n_ctx to be n_positions, 11; got 12.")]
    [InlineData("layer_norm_epsilon", "1e999", "expected layer_norm_epsilon to be a number from 0 to 1; got 1e999.")]
    [InlineData("layer_norm_epsilon", "-1e-5", "expected layer_norm_epsilon to be a number from 0 to 1; got -1e-5.")]
    [InlineData("layer_norm_epsilon", "\"small\"",
        "expected layer_norm_epsilon to be a number from 0 to 1; got \"small\".")]
    [InlineData("resid_pdrop", "1.5", "expected resid_pdrop to be a number from 0 to 0.99; got 1.5.")]
    [InlineData("tie_word_embeddings", "\"yes\"", "expected tie_word_embeddings to be true or false; got \"yes\".")]
    [InlineData("activation_function", "7", "expected activation_function to be a text; got 7.")]
    [InlineData("model_type", "\"llama\"",
        "expected model_type to be \"gpt2\", which is all that can be computed here; got \"llama\".")]
    [InlineData("scale_attn_weights", "false",
        "expected scale_attn_weights to be true, which is all that can be computed here; got false.")]
    [InlineData("scale_attn_by_inverse_layer_idx", "true",
        "expected scale_attn_by_inverse_layer_idx to be false, which is all that can be computed here; got true.")]
    [InlineData("add_cross_attention", "true",
        "expected add_cross_attention to be false, which is all that can be computed here; got true.")]
    [InlineData("sliding_window", "128",
        "expected keys that are known here; got 'sliding_window': 128. If it does not change what the model computes, "
            + "remove it.")]
    [InlineData("rope_scaling", "{\"factor\":2}",
        "expected keys that are known here; got 'rope_scaling': {\"factor\":2}. "
            + "If it does not change what the model computes, remove it.")]
    [InlineData("pruned_heads", "{\"1\":[0]}",
        "expected keys that are known here; got 'pruned_heads': {\"1\":[0]}. "
            + "If it does not change what the model computes, remove it.")]
    [InlineData("notebooklib", "3", "expected notebooklib to be an object in braces; got 3.")]
    public void A_wrong_key_is_named_with_what_was_expected_and_what_came(string key, string value, string message)
    {
        JsonObject config = Saved();
        config[key] = JsonNode.Parse(value);

        Assert.Equal($"config.json: {message}", Refusal(config));
    }

    [Theory]
    [InlineData("positions", "\"Spiral\"",
        "expected notebooklib.positions to be one of Learned, Sinusoidal, Rotary, Alibi, None; got 'Spiral'.")]
    [InlineData("positions", "\"2\"",
        "expected notebooklib.positions to be one of Learned, Sinusoidal, Rotary, Alibi, None; got '2'.")]
    [InlineData("keyValueHeads", "3", "expected notebooklib.keyValueHeads to divide n_head, 2; got 3.")]
    [InlineData("norm", "\"Both\"", "expected notebooklib.norm to be one of Pre, Post, Inside, None; got 'Both'.")]
    [InlineData("scaledStart", "\"no\"", "expected notebooklib.scaledStart to be true or false; got \"no\".")]
    [InlineData("causal", "1", "expected notebooklib.causal to be true or false; got 1.")]
    [InlineData("theta", "500000",
        "expected keys that are known here; got 'notebooklib.theta': 500000. "
            + "If it does not change what the model computes, remove it.")]
    public void So_is_a_key_of_our_own(string key, string value, string message)
    {
        JsonObject config = Saved();
        config["notebooklib"]![key] = JsonNode.Parse(value);

        Assert.Equal($"config.json: {message}", Refusal(config));
    }

    [Theory]
    [InlineData("is_decoder", "true", "read past 'is_decoder': true, which does not change what GPT-2 computes")]
    [InlineData("loss_type", "\"ForCausalLM\"", "read past 'loss_type': \"ForCausalLM\", which does not change what "
        + "GPT-2 computes")]
    [InlineData("base_model_tp_plan", "{\"h.*.attn\":\"colwise\"}", "read past 'base_model_tp_plan': "
        + "{\"h.*.attn\":\"colwise\"}, which does not change what GPT-2 computes")]
    [InlineData("per_layer_config", "{}", "read past 'per_layer_config': {}, which is not known here and says no")]
    [InlineData("a_key_of_next_year", "null", "read past 'a_key_of_next_year': null, which is not known here and "
        + "says no")]
    [InlineData("line\nbreak", "false", "read past 'line?break': false, which is not known here and says no")]
    public void A_newer_key_that_changes_nothing_is_read_past_with_a_note(string key, string value, string note)
    {
        JsonObject config = Saved();
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(ConfigFile, config.ToJsonString());

        Assert.Equal([note], Gpt.Load(folder).Notes);
    }

    [Theory]
    [InlineData("per_layer_config", "{\"0\":{\"n_head\":1}}")]
    [InlineData("quantization_config", "{\"bits\":4}")]
    [InlineData("auto_map", "{\"AutoModel\":\"modeling.Other\"}")]
    [InlineData("rope_parameters", "{\"rope_theta\":1e6}")]
    [InlineData("a_key_of_next_year", "1")]
    public void A_newer_key_that_may_change_something_is_refused_by_name(string key, string value)
    {
        JsonObject config = Saved();
        config[key] = JsonNode.Parse(value);

        Assert.StartsWith($"config.json: expected keys that are known here; got '{key}': {value}.", Refusal(config),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_published_files_say_about_training_and_texts_is_not_worth_a_note()
    {
        JsonObject config = Saved();
        (config["attn_pdrop"], config["summary_type"], config["eos_token_id"], config["n_ctx"]) =
            (0.1, "cls_index", 16, 11);
        File.WriteAllText(ConfigFile, config.ToJsonString());

        Assert.Empty(Gpt.Load(folder).Notes);
        Assert.Empty(new Gpt(small, new Random(1)).Notes);
    }

    [Theory, InlineData("hidden_size", "n_embd", 12), InlineData("num_attention_heads", "n_head", 2),
        InlineData("num_hidden_layers", "n_layer", 2),
        InlineData("max_position_embeddings", "n_positions", 11)]
    public void The_newer_names_of_sizes_have_to_agree_with_the_old_ones(string key, string old, int size)
    {
        JsonObject config = Saved();
        config[key] = size;
        File.WriteAllText(ConfigFile, config.ToJsonString());
        Assert.Empty(Gpt.Load(folder).Notes);

        config[key] = size + 1;
        Assert.Equal($"config.json: expected {key} to be {old}, {size}; got {size + 1}.", Refusal(config));
    }

    [Theory]
    [InlineData("{\"n_embd\":12,\"n_embd\":12}", "config.json: Duplicate property 'n_embd' encountered during "
        + "deserialization.")]
    [InlineData("{\"notebooklib\":{\"bias\":true,\"bias\":true}}", "config.json: Duplicate property 'bias' "
        + "encountered during deserialization.")]
    [InlineData("{\"model_type\":\"\\ud800\"}", "config.json: expected text that is Unicode; found an escape that is "
        + "not: ")]
    [InlineData("{\"\\udc00\":1}", "config.json: expected text that is Unicode; found an escape that is not: ")]
    [InlineData("{\"activation_function\":\"a\\nb\",\"n_embd\":4,\"n_head\":1,\"vocab_size\":3,\"n_positions\":3,"
        + "\"n_layer\":1}",
        "config.json: expected activation_function to be one of gelu_new, gelu_pytorch_tanh, gelu, relu, swiglu; got "
            + "'a?b'.")]
    [InlineData("", "config.json: ")]
    [InlineData("[]", "config.json: expected an object in braces.")]
    public void A_damaged_text_is_told_in_one_line(string text, string message)
    {
        Saved();
        File.WriteAllText(ConfigFile, text);

        string got = Assert.Throws<InvalidDataException>(() => Gpt.Load(folder)).Message;
        Assert.StartsWith(message, got, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', got);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told()
    {
        Saved();
        File.WriteAllBytes(ConfigFile, [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']);

        Assert.Equal("config.json: expected text in UTF-8; found bytes that are none.",
            Assert.Throws<InvalidDataException>(() => Gpt.Load(folder)).Message);
    }

    [Fact]
    public void The_context_of_a_model_with_rotary_positions_is_checked_though_no_table_has_it()
    {
        JsonObject config = Saved(small with { Positions = PositionScheme.Rotary });
        config["n_positions"] = 2_000_000_000;

        Assert.Equal("config.json: expected n_positions to be a whole number from 1 to 16777216; got 2000000000.",
            Refusal(config));
    }

    [Fact]
    public void Rotary_positions_need_heads_of_even_width()
    {
        JsonObject config = Saved();
        (config["n_head"], config["notebooklib"]!["positions"]) = (4, "Rotary");

        Assert.Equal("config.json: expected n_embd / n_head to be even for rotary positions; got 12 / 4 = 3.",
            Refusal(config));
    }


    [Theory, InlineData("none"), InlineData("interpolated 4"), InlineData("NTK-aware 1.1"),
        InlineData("YaRN 2.7 from 64")]
    public void Scaled_positions_are_kept(string name)
    {
        RotaryScaling? scaling = name switch
        {
            "none" => null,
            "interpolated 4" => RotaryScaling.Interpolated(4),
            "NTK-aware 1.1" => RotaryScaling.NtkAware(1.1),
            _ => RotaryScaling.Yarn(2.7, 64),
        };
        GptConfig config = new(17, layers: 2, heads: 2, width: 12, context: 256)
        {
            Positions = PositionScheme.Rotary,
            Scaling = scaling,
            Activation = Activation.Relu,
        };

        JsonObject saved = Saved(config);

        Assert.Equal(config, Gpt.Load(folder).Config);
        Assert.Equal(name, Gpt.Load(folder).Config.Scaling?.ToString() ?? "none");
        if (scaling?.Kind == RotaryScalingKind.Yarn)
            Assert.Equal("""{"rope_type":"yarn","factor":2.7,"original_max_position_embeddings":64}""",
                saved["notebooklib"]!["rope_scaling"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"rope_type":"dynamic","factor":2}""",
        "expected notebooklib.rope_scaling.rope_type to be one of linear, ntk, yarn; got 'dynamic'.")]
    [InlineData("""{"factor":2}""",
        "expected notebooklib.rope_scaling.rope_type to be one of linear, ntk, yarn; got ''.")]
    [InlineData("""{"rope_type":"linear"}""", "expected a number 'notebooklib.rope_scaling.factor'; there is none.")]
    [InlineData("""{"rope_type":"linear","factor":0.5}""",
        "expected notebooklib.rope_scaling.factor to be a number from 1 to 1.7976931348623157E+308; got 0.5.")]
    [InlineData("""{"rope_type":"yarn","factor":2}""",
        "expected a number 'notebooklib.rope_scaling.original_max_position_embeddings'; there is none.")]
    [InlineData("""{"rope_type":"yarn","factor":2,"original_max_position_embeddings":3}""",
        "context: expected at least 7, within which the fastest dial turns once; got 3.")]
    [InlineData("""{"rope_type":"linear","factor":2,"beta_fast":16}""",
        "expected keys that are known here; got 'notebooklib.rope_scaling.beta_fast': 16.")]
    [InlineData("3", "expected notebooklib.rope_scaling to be an object in braces; got 3.")]
    public void A_scaling_that_is_not_known_is_named(string scaling, string message)
    {
        JsonObject config = Saved(small with { Positions = PositionScheme.Rotary });
        config["notebooklib"]!["rope_scaling"] = JsonNode.Parse(scaling);

        Assert.StartsWith($"config.json: {message}", Refusal(config), StringComparison.Ordinal);
    }

    [Fact]
    public void Scaling_needs_rotary_positions()
    {
        JsonObject config = Saved();
        config["notebooklib"]!["rope_scaling"] = JsonNode.Parse("""{"rope_type":"linear","factor":2}""");

        Assert.Equal("config.json: expected notebooklib.rope_scaling with rotary positions only; got it with Learned.",
            Refusal(config));
    }

    [Fact]
    public void A_matrix_that_no_array_can_hold_is_named_before_memory_is_asked_for()
    {
        JsonObject config = Saved();
        (config["vocab_size"], config["n_embd"]) = (10_000_000, 1_000_000);

        Assert.StartsWith("config.json: expected vocab_size to make a matrix of at most", Refusal(config),
            StringComparison.Ordinal);
    }

    [Theory, InlineData("[]"), InlineData("null"), InlineData("7"), InlineData("{"), InlineData("")]
    public void What_is_no_object_is_refused(string text)
    {
        Saved();
        File.WriteAllText(ConfigFile, text);

        Assert.StartsWith("config.json: ", Assert.Throws<InvalidDataException>(() => Gpt.Load(folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_published_files_say_besides_is_passed_over()
    {
        JsonObject config = Saved();
        foreach (var (key, value) in JsonNode.Parse("""
            {"attn_pdrop": 0.1, "bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256,
             "initializer_range": 0.02, "n_ctx": 11, "summary_activation": null, "summary_type": "cls_index",
             "summary_use_proj": true,
             "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}},
             "transformers_version": "4.40", "use_cache": true, "torch_dtype": "float32",
             "reorder_and_upcast_attn": false, "_name_or_path": "gpt2", "gradient_checkpointing": false,
             "some_new_switch": false, "nothing": null}
            """)!.AsObject()) config[key] = value?.DeepClone();
        File.WriteAllText(ConfigFile, config.ToJsonString());

        Assert.Equal(small, Gpt.Load(folder).Config);
    }

    [Fact]
    public void What_is_changed_by_hand_after_a_save_counts()
    {
        JsonObject config = Saved();
        config["layer_norm_epsilon"] = 0.001;
        File.WriteAllText(ConfigFile, config.ToJsonString());

        Assert.Equal(0.001f, Gpt.Load(folder).Config.NormEpsilon);
    }
}
