using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NotebookLib.Tests.Tensors;

public class MultiplyAddTests
{
    [Fact]
    public void A_sum_is_rounded_once_exactly_where_the_processor_does_so_and_the_same_in_vectors_and_numbers()
    {
        const float a = 1 + 1f / 4096, c = -1; // a² = 1 + 2⁻¹¹ + 2⁻²⁴, whose last bit is lost in rounding
        float expected = Fma.IsSupported || AdvSimd.IsSupported ? 1f / 2048 + 1f / (1 << 24) : 1f / 2048;

        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX2") == "0") Assert.False(Fma.IsSupported);
        Assert.Equal(expected, MultiplyAdd.Of(a, a, c));
        Assert.Equal(new Vector<float>(expected),
            MultiplyAdd.Of(new Vector<float>(a), new Vector<float>(a), new Vector<float>(c)));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX2")] // without it .NET 10 uses no fused multiply-add either
    [InlineData("DOTNET_EnableAVX512")]
    public async Task Products_and_exponentials_hold_their_tests_also_on_older_processors(string instructions)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            Environment = { [instructions] = "0" },
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(MultiplyAddTests).Assembly.Location);
        const string rounding =
            nameof(A_sum_is_rounded_once_exactly_where_the_processor_does_so_and_the_same_in_vectors_and_numbers);
        string[] asked =
        [
            "-class", typeof(MatrixProductTests).FullName!,
            "-class", typeof(ExponentialTests).FullName!,
            "-method", $"{typeof(MultiplyAddTests).FullName}.{rounding}",
        ];
        foreach (string word in asked) start.ArgumentList.Add(word);

        using Process tests = Process.Start(start)!;
        string output = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tests.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(tests.ExitCode == 0, output);
    }
}
