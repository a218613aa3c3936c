namespace NotebookLib.Tests;

public class RobotHeadsTests
{
    [Fact]
    public void A_row_holds_traits_what_it_was_told_the_hour_and_room()
    {
        Tensor x = RobotHeads.Rows("clumsy");
        Assert.Equal([9, 16], x.Shape);
        // robot stumbles by 4 and is a thing; at place 1 the hand stands at 30°
        float[] robot = [0, 4, 2, 0, 0, 0, 0.8660254f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(robot, x.Row(1).ToArray(), (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Equal([0, 2], x.Row(6).Slice(4..6).ToArray()); // it was told that somebody is clumsy: stumbles 2
        Assert.Equal(RobotHeads.Columns.Count, x.Shape[1]);
    }

    [Fact]
    public void The_score_of_who_is_what_was_told_times_the_trait_times_two()
    {
        Tensor scores = RobotHeads.Who.Scores(RobotHeads.Rows("slippery"));
        Assert.Equal(16f, scores[6, 4], 1e-4f); // told 2 · glass 4 · 2; √8 in the map and √8 below cancel
        Assert.Equal(0f, scores[6, 1]);         // the robot does not slip
        Assert.Equal(0f, scores[0, 4]);         // the was told nothing
    }

    [Fact]
    public void The_score_of_before_falls_with_the_angle_between_the_hands()
    {
        Tensor scores = RobotHeads.Before.Scores(RobotHeads.Rows("slippery"));
        Assert.Equal(60f, scores[6, 5], 1e-3f);                               // one place back: the hands meet
        Assert.Equal(60f * MathF.Cos(MathF.PI / 6), scores[6, 6], 1e-3f);     // itself: one hour apart
        Assert.Equal(60f * MathF.Cos(MathF.PI / 3), scores[6, 3], 1e-3f);     // two hours apart
    }

    [Theory]
    [InlineData("slippery", 4)]
    [InlineData("clumsy", 1)]
    public void Both_heads_together_write_their_findings_into_the_room(string adjective, int noun)
    {
        Tensor x = RobotHeads.Rows(adjective);
        Tensor added = RobotHeads.Layer.Forward(x);
        Assert.Equal(5, RobotHeads.Before.Attend(x).Weights.ArgMax()[6]);
        Assert.Equal(noun, RobotHeads.Who.Attend(x).Weights.ArgMax()[6]);
        Assert.All(added.Row(6).Slice(..8).ToArray(), value => Assert.Equal(0, value));
        Assert.All(added.Row(6).Slice(12..).ToArray(), value => Assert.Equal(0, value));
        Assert.InRange(added[6, 9], 0.95f, 1f);                               // `because` is a reason by 1
        Assert.InRange(added[6, noun == 4 ? 10 : 11], 3.9f, 4f);              // the noun's trait is 4
    }

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RobotHeads.Who.Attend(Tensor.Zeros(3, 5)));
        Assert.Throws<ArgumentException>(() => RobotHeads.Who.Scores(Tensor.Zeros(3, 5)));
        Assert.Throws<ArgumentException>("adjective", () => RobotHeads.Rows("tired"));
    }
}
