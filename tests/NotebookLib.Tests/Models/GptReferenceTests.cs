using System.Text.Json;
using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Models;

/// <summary>
/// Two-layer models against PyTorch: logits, loss and every gradient, read from files as Hugging Face lays them out.
/// </summary>
public class GptReferenceTests
{
    internal sealed record Case(string Name, Dictionary<string, Stored> Parameters, int[][] Tokens, int[][] Targets,
        Stored Logits, float Loss, Dictionary<string, Stored> Grads);

    private static readonly IReadOnlyList<Case> cases = Reference.Load<Case>("gpt.json");

    public static TheoryData<string, string> Names =>
        [.. cases.SelectMany(c =>
            new[] { "", "transformer." }.Select(prefix => new TheoryDataRow<string, string>(c.Name, prefix)))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_loss_and_all_gradients_agree_with_PyTorch(string name, string prefix)
    {
        Case reference = cases.Single(c => c.Name == name);
        Gpt gpt = Load(reference, prefix);

        Tensor logits = gpt.Forward(Grid(reference.Tokens));
        Tensor loss = Loss.CrossEntropy(logits, Grid(reference.Targets));
        loss.Backward();

        Reference.AssertClose(reference.Logits.Tensor, logits, "logits");
        Assert.Equal(reference.Loss, loss.Item(), tolerance: 1e-5f);
        Dictionary<string, Tensor> gradients = Gradients(gpt);
        Assert.Equal(reference.Grads.Keys.Order(), gradients.Keys.Order());
        foreach (var (key, expected) in reference.Grads)
            Reference.AssertClose(expected.Tensor, gradients[key], key, tolerance: 1e-5f);
        for (int b = 0; b < 3; b++)
            // one sequence, or one of a batch: to the bit
            Assert.Equal(0, gpt.Forward(reference.Tokens[b]).MaxDifference(logits.Row(b)));
    }

    [Fact]
    public void What_is_saved_comes_back_to_the_bit()
    {
        foreach (Case reference in cases)
        {
            Gpt gpt = Load(reference, "");
            string folder = Directory.CreateTempSubdirectory("gpt").FullName;
            gpt.Save(folder);

            Gpt again = Gpt.Load(folder);

            Assert.Equal(gpt.Config, again.Config);
            Assert.Equal(0, gpt.Forward(reference.Tokens[0]).MaxDifference(again.Forward(reference.Tokens[0])));
            Assert.Equal(reference.Parameters.Keys.Order(),
                Safetensors.Read(Path.Combine(folder, "model.safetensors")).Tensors.Keys.Order());
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Gradients by the names of the files, where query, key and value stand side by side.</summary>
    private static Dictionary<string, Tensor> Gradients(Gpt gpt)
    {
        var gradients = new Dictionary<string, Tensor> { ["wte.weight"] = gpt.Tokens.Weight.Grad! };
        if (gpt.Positions is not null) gradients["wpe.weight"] = gpt.Positions.Weight.Grad!;
        if (gpt.Output != gpt.Tokens) gradients["lm_head.weight"] = gpt.Output.Weight.Grad!;
        for (int i = 0; i < gpt.Blocks.Count; i++)
        {
            TransformerBlock block = gpt.Blocks[i];
            Linear[] joint = [block.Attention.Query, block.Attention.Key, block.Attention.Value];
            gradients[$"h.{i}.attn.c_attn.weight"] = Tensor.Concat(1, [.. joint.Select(j => j.Weight.Grad!)]);
            gradients[$"h.{i}.attn.c_attn.bias"] = Tensor.Concat(0, [.. joint.Select(j => j.Bias!.Grad!)]);
            Add($"h.{i}.attn.c_proj", block.Attention.Output);
            Add($"h.{i}.mlp.c_fc", block.FeedForward.Hidden);
            Add($"h.{i}.mlp.c_proj", block.FeedForward.Output);
            Add($"h.{i}.mlp.c_gate", block.FeedForward.Gate);
            Add($"h.{i}.ln_1", block.AttentionNorm);
            Add($"h.{i}.ln_2", block.FeedForwardNorm);
        }
        Add("ln_f", gpt.FinalNorm);
        return gradients;

        void Add(string name, Module? module)
        {
            foreach (var (part, value) in module?.NamedParameters() ?? []) gradients[$"{name}.{part}"] = value.Grad!;
        }
    }

    private static Gpt Load(Case reference, string prefix)
    {
        string folder = Directory.CreateTempSubdirectory("gpt").FullName;
        int Size(string name, int dim) => reference.Parameters[name].Shape[dim];
        bool rotary = reference.Name.StartsWith("rotary", StringComparison.Ordinal);
        var config = new Dictionary<string, object>
        {
            ["vocab_size"] = 13,
            ["n_layer"] = 2,
            ["n_head"] = rotary ? 4 : 2,
            ["n_embd"] = Size("wte.weight", 1),
            ["n_positions"] = 11,
            ["n_inner"] = Size("h.0.mlp.c_fc.weight", 1),
        };
        if (rotary)
        {
            config["activation_function"] = "swiglu";
            config["tie_word_embeddings"] = false;
            config["notebooklib"] = new { positions = "Rotary", keyValueHeads = 2, normKind = "RmsNorm" };
        }
        if (reference.Name == "ALiBi") config["notebooklib"] = new { positions = "Alibi" };
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(config));
        Safetensors.Write(Path.Combine(folder, "model.safetensors"), reference.Parameters
            .Select(p => KeyValuePair.Create(prefix + p.Key, p.Value.Tensor))
            // the mask that older files carry
            .Append(KeyValuePair.Create($"{prefix}h.0.attn.bias", Tensor.Ones(1, 1, 11, 11))));
        Gpt gpt = Gpt.Load(folder);
        Directory.Delete(folder, recursive: true);
        return gpt;
    }

    private static int[,] Grid(int[][] rows)
    {
        int[,] grid = new int[rows.Length, rows[0].Length];
        for (int b = 0; b < rows.Length; b++)
            for (int t = 0; t < rows[b].Length; t++) grid[b, t] = rows[b][t];
        return grid;
    }
}
