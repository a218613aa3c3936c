using System.Text;

namespace NotebookLib.Tests.Models;

/// <summary>Damaged models are loaded or refused with InvalidDataException, and nothing else.</summary>
/// <remarks>A tenth of the mutants by default, all of them where NOTEBOOKLIB_LONG_TESTS is 1.</remarks>
public sealed class LoadFuzzTests : IDisposable
{
    private static readonly int count = Environment.GetEnvironmentVariable("NOTEBOOKLIB_LONG_TESTS") == "1"
        ? 2500 : 250;

    private static readonly string[] fragments =
    [
        "-1", "0", "1", "1e999", "-1e-400", "NaN", "null", "true", "99999999999999999999", "2147483647", "16777216",
        "12", "[", "]", "{", "}", "\"", ",", ":", "[[[[[[[[[[[[", "\\ud800", "\\udfff", "\\u0000", "\\", "\0", "é",
        "\n", "\"n_embd\":12,", "\"\\ud800\":1,", "\"bias\":false,", "\"rope_scaling\":{},", "\"rope_type\":\"yarn\",",
        "\"\":1,", "\"notebooklib\":{},", "\"x\":[1],", "\"dtype\":\"F16\",", "\"shape\":[],", "\"__metadata__\":{},",
        "\"h.0.ln_1.weight\":", "transformer.",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Models => ["plain", "as published", "rotary, scaled"];

    [Theory, MemberData(nameof(Models))]
    public void A_damaged_model_is_loaded_or_refused_in_one_line(string model)
    {
        Save(model);
        byte[][] sound = [File.ReadAllBytes(ConfigFile), File.ReadAllBytes(ModelFile)];
        var random = new Random(2026);
        int loaded = 0, refused = 0;
        for (int n = 0; n < count; n++)
        {
            bool config = random.Next(3) > 0;
            File.WriteAllBytes(ConfigFile, config ? Damaged(sound[0], sound[0].Length, random) : sound[0]);
            // most of it in the header
            File.WriteAllBytes(ModelFile, config ? sound[1] : Damaged(sound[1], 2500, random));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Gpt.Load(folder);
                loaded++;
            }
            catch (InvalidDataException e)
            {
                Assert.DoesNotContain(e.Message, char.IsControl);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"mutant {n}: {e}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        }
        Assert.True(loaded > count / 100 && refused > count / 3, $"{loaded} loaded, {refused} refused");
    }

    private string ConfigFile => Path.Combine(folder, "config.json");

    private string ModelFile => Path.Combine(folder, "model.safetensors");

    private void Save(string model)
    {
        GptConfig small = new(17, layers: 2, heads: 2, width: 12, context: 11);
        GptConfig config = model.StartsWith("rotary", StringComparison.Ordinal)
            ? small with
            {
                Positions = PositionScheme.Rotary,
                Scaling = RotaryScaling.Yarn(2, 8),
                NormKind = NormKind.RmsNorm,
                TiedEmbeddings = false,
            }
            : small;
        var gpt = new Gpt(config, new Random(1));
        gpt.Save(folder);
        if (model != "as published") return;
        File.WriteAllText(ConfigFile, """
            {
              "activation_function": "gelu_new",
              "architectures": ["GPT2LMHeadModel"],
              "attn_pdrop": 0.1, "bos_token_id": 16, "embd_pdrop": 0.1, "eos_token_id": 16, "initializer_range": 0.02,
              "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 11, "n_embd": 12, "n_head": 2, "n_layer": 2,
              "n_positions": 11, "resid_pdrop": 0.1, "summary_activation": null,
              "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}},
              "vocab_size": 17
            }
            """);
        Safetensors saved = Safetensors.Read(ModelFile);
        Safetensors.Write(ModelFile, saved.Tensors); // without our copy of config.json
    }

    /// <summary>A file with something else in one to three places of its first bytes, where the text is.</summary>
    private static byte[] Damaged(byte[] sound, int first, Random random)
    {
        List<byte> file = [.. sound];
        for (int i = random.Next(1, 4); i > 0 && file.Count > 0; i--)
        {
            int at = random.Next(Math.Min(first, file.Count)), length = Math.Min(random.Next(8), file.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file.RemoveRange(at, random.Next(4) == 0 ? file.Count - at : length);
                    break;
                case 2: // a stretch twice, such as a key
                    file.InsertRange(at, file.GetRange(at, Math.Min(random.Next(60), file.Count - at)));
                    break;
                default:
                    file.RemoveRange(at, random.Next(2) == 0 ? 0 : length);
                    file.InsertRange(at, Encoding.UTF8.GetBytes(fragments[random.Next(fragments.Length)]));
                    break;
            }
        }
        return [.. file];
    }
}
