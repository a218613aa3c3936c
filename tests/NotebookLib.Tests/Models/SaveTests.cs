namespace NotebookLib.Tests.Models;

/// <summary>
/// A save that is broken off anywhere leaves a folder that loads: as the model that was there, or as the new one.
/// </summary>
public sealed class SaveTests : IDisposable
{
    private static readonly int[] tokens = [3, 1, 4];
    private readonly string folder = Directory.CreateTempSubdirectory("save-").FullName;
    private readonly Gpt before = new(new GptConfig(17, layers: 2, heads: 2, width: 12, context: 11), new Random(1));
    private readonly Gpt after = new(new GptConfig(19, layers: 1, heads: 4, width: 16, context: 13)
    {
        Positions = PositionScheme.Rotary,
    }, new Random(2));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Model => Path.Combine(folder, "model.safetensors");

    private string Config => Path.Combine(folder, "config.json");

    [Fact]
    public void Broken_off_before_the_model_took_its_name_it_is_the_old_one()
    {
        before.Save(folder);
        File.WriteAllText(Path.Combine(folder, ".model.safetensors.abc.unfinished"), "half");

        AssertLoads(before);
    }

    [Fact]
    public void Broken_off_between_model_and_configuration_it_is_the_new_one()
    {
        before.Save(folder);
        string oldConfig = File.ReadAllText(Config);
        after.Save(folder);
        File.WriteAllText(Config, oldConfig);

        AssertLoads(after);
    }

    [Fact]
    public void A_first_save_broken_off_between_the_two_is_the_new_one()
    {
        after.Save(folder);
        File.Delete(Config);

        AssertLoads(after);
    }

    [Fact]
    public void What_a_killed_save_left_behind_is_removed_by_the_next()
    {
        string[] left = [.. new[] { ".model.safetensors.abc.unfinished", ".config.json.def.unfinished" }.Select(name =>
            Path.Combine(folder, name))];
        foreach (string path in left) File.WriteAllText(path, "half");

        before.Save(folder);

        Assert.Equal(["config.json", "model.safetensors"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void What_another_save_is_writing_is_left_alone()
    {
        string busy = Path.Combine(folder, ".model.safetensors.abc.unfinished");
        using var other = new FileStream(busy, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);

        before.Save(folder);

        Assert.True(File.Exists(busy));
    }

    [Fact]
    public void A_link_leads_to_the_file_that_is_written()
    {
        string elsewhere = Directory.CreateTempSubdirectory("linked-").FullName;
        try
        {
            string real = Path.Combine(elsewhere, "real.safetensors");
            File.WriteAllText(real, "old");
            File.CreateSymbolicLink(Model, real);

            before.Save(folder);

            Assert.NotNull(new FileInfo(Model).LinkTarget);
            AssertLoads(before);
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public void Equal_models_make_equal_files()
    {
        before.Save(folder);
        byte[] model = File.ReadAllBytes(Model), config = File.ReadAllBytes(Config);

        before.Save(folder);

        Assert.Equal(model, File.ReadAllBytes(Model));
        Assert.Equal(config, File.ReadAllBytes(Config));
    }

    private void AssertLoads(Gpt expected)
    {
        Gpt loaded = Gpt.Load(folder);

        Assert.Equal(expected.Config, loaded.Config);
        Assert.Equal(0, expected.Forward(tokens).MaxDifference(loaded.Forward(tokens)));
    }
}
