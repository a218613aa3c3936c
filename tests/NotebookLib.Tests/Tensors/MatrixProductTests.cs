using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using CsCheck;

namespace NotebookLib.Tests.Tensors;

public class MatrixProductTests
{
    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];

    /// <summary>
    /// The definition, as in a textbook; multiply-adds in order of p, fused where the processor can, which the fast
    /// product promises to the bit.
    /// </summary>
    private static float[] ByDefinition(Operand a, Operand b, float[] start, int m, int k, int n, bool add)
    {
        float[] y = [.. start];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = add ? y[i * n + j] : 0;
                for (int p = 0; p < k; p++)
                {
                    float left = a.Values[a.Offset + i * a.RowStep + p * a.ColumnStep];
                    float right = b.Values[b.Offset + p * b.RowStep + j * b.ColumnStep];
                    sum = Fma.IsSupported || AdvSimd.IsSupported
                        ? MathF.FusedMultiplyAdd(left, right, sum)
                        : left * right + sum;
                }
                y[i * n + j] = sum;
            }
        }
        return y;
    }

    private static void AssertSame(int m, int k, int n, bool transposeA, bool transposeB, bool add, int seed)
    {
        var random = new Random(seed);
        Operand a = Operand.Of(Numbers(random, m * k + 3), 3, transposeA ? m : k, transposeA);
        Operand b = Operand.Of(Numbers(random, k * n + 5), 5, transposeB ? k : n, transposeB);
        float[] start = Numbers(random, m * n), y = [.. start];

        MatrixProduct.Multiply(a, b, y, 0, m, k, n, add);

        Assert.Equal(ByDefinition(a, b, start, m, k, n, add), y);
    }

    [Fact]
    public void Every_size_and_transposition_gives_the_numbers_of_the_definition_to_the_bit() =>
        Gen.Select(Gen.Int[1, 41], Gen.Int[0, 41], Gen.Int[1, 75], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int)
            .Sample((m, k, n, ta, tb, add, seed) => AssertSame(m, k, n, ta, tb, add, seed), iter: 400);

    [Theory]
    [InlineData(13, 521, 37)] // more rows of b than a panel holds
    [InlineData(131, 257, 149)] // cut by columns for several cores
    [InlineData(521, 259, 31)] // cut by rows
    [InlineData(2, 1031, 67)] // row by row
    [InlineData(1, 7, 1031)]
    [InlineData(3, 211, 29)] // fewer columns than four vectors, and not whole ones
    public void So_do_sizes_that_are_cut_into_panels_and_parts(int m, int k, int n)
    {
        for (int kind = 0; kind < 8; kind++)
            AssertSame(m, k, n, (kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, seed: kind);
    }

    [Fact]
    public void A_row_does_not_depend_on_how_many_rows_there_are()
    {
        var random = new Random(3);
        float[] a = Numbers(random, 29 * 67), b = Numbers(random, 67 * 43);
        float[] all = new float[29 * 43], one = new float[43];

        MatrixProduct.Multiply(Operand.Of(a, 0, 67), Operand.Of(b, 0, 43), all, 0, 29, 67, 43);

        for (int i = 0; i < 29; i++)
        {
            MatrixProduct.Multiply(Operand.Of(a, i * 67, 67), Operand.Of(b, 0, 43), one, 0, 1, 67, 43);
            Assert.Equal(all[(i * 43)..((i + 1) * 43)], one);
        }
    }

    [Fact]
    public void A_batch_of_products_equals_the_products_one_by_one_also_on_several_cores()
    {
        var random = new Random(4);
        const int count = 53, m = 31, k = 47, n = 37;
        float[] a = Numbers(random, count * m * k), b = Numbers(random, count * k * n);
        float[] y = new float[count * m * n], one = new float[m * n];

        MatrixProduct.MultiplyEach(count, i => Operand.Of(a, i * m * k, m, transposed: true),
            i => Operand.Of(b, i * k * n, n), y, m, k, n);

        for (int i = 0; i < count; i++)
        {
            MatrixProduct.Multiply(Operand.Of(a, i * m * k, m, transposed: true), Operand.Of(b, i * k * n, n), one, 0,
                m, k, n);
            Assert.Equal(one, y[(i * m * n)..((i + 1) * m * n)]);
        }
    }

    [Fact]
    public void MatMulTransposed_is_the_product_with_the_transpose_and_so_are_its_gradients()
    {
        var random = new Random(5);
        Tensor a = Tensor.Normal(random, 3, 5, 7), b = Tensor.Normal(random, 3, 11, 7);
        Tensor table = Tensor.Normal(random, 13, 7);

        Assert.Equal(0, a.MatMul(b.T).MaxDifference(a.MatMulTransposed(b)));
        Assert.Equal(0, a.MatMul(table.T).MaxDifference(a.MatMulTransposed(table)));
        GradientReport report = GradientCheck.Run("MatMulTransposed",
            () => a.MatMulTransposed(b).Sum(-1) + a.MatMulTransposed(table).Sum(-1), ("a", a), ("b", b),
            ("table", table));
        Assert.True(report.Holds, report.ToString());
    }

    [Fact]
    public void MatMulTransposed_of_rows_of_two_widths_says_what_it_expected()
    {
        var e = Assert.Throws<ArgumentException>(() => Tensor.Zeros(2, 3).MatMulTransposed(Tensor.Zeros(2, 5)));
        Assert.StartsWith("other: expected rows as wide as those of (2, 3)", e.Message, StringComparison.Ordinal);
    }
}
