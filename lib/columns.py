"""What each column means, and in which unit, once for every dataset that has it: names | unit | meaning.

The league spells a column in up to three ways (GAME_ID, gameId, GameID): they are one here. From here come the data
dictionary (docs/datasets.md), the comments in the databases and the schemas of the data package.
"""

import re
from functools import cache
from typing import NamedTuple

_MEANINGS = """
ID                         | id      | the id: of a team, or of a player
GAME_ID                    | id      | the game: ten digits, the third is the season type, the next two the year
TEAM_ID                    | id      | the team; it stays when a team moves or is renamed
PLAYER_ID PERSON_ID        | id      | the player
SEASON_ID                  | id      | 22024: season type and first year; in a career 2024-25
LEAGUE_ID                  | id      | 00 is the NBA
HOME_TEAM_ID               | id      | the team at home
AWAY_TEAM_ID               | id      | the visiting team
GAME_DATE                  | date    | the day of the game in New York
SEASON_YEAR                | season  | the season, as 2024-25
AVAILABLE_FLAG             | flag    | 1 where the league has it whole
SEASON                     | season  | the season, as 2024-25
SEASON_TYPE                | text    | Pre Season, Regular Season, All Star, PlayIn, Playoffs or IST (the Cup's final)
TEAM_ABBREVIATION TEAM_TRICODE ABBREVIATION | text | three letters of the team's name at that time
TEAM_NAME                  | text    | the team's name at that time; of a box score, without the city
TEAM_CITY                  | text    | the team's city
TEAM_SLUG                  | text    | the team's name as the league's site has it in addresses
FULL_NAME                  | text    | the whole name
FIRST_NAME                 | text    | the first name
LAST_NAME FAMILY_NAME      | text    | the last name
NICKNAME                   | text    | the team's name without the city
NAME_I                     | text    | initial and last name
PLAYER_NAME                | text    | the player's whole name
PLAYER_SLUG                | text    | the player's name as the league's site has it in addresses
CITY                       | text    | the city
STATE                      | text    | the state or province
YEAR_FOUNDED               | year    | the year in which the team was founded
IS_ACTIVE                  | text    | True for who is on a roster
MATCHUP                    | text    | LAL vs. BOS at home, LAL @ BOS on the road
WL                         | text    | W won, L lost
MIN                        | minutes | whole minutes played; of a team, of all its players together
MINUTES                    | m:ss    | time played; empty for who did not play
POSITION                   | text    | F, C or G for who started, else empty
COMMENT                    | text    | why somebody did not play
JERSEY_NUM                 | text    | the number on the shirt
PLAYER_AGE                 | years   | age in that season
GP                         | games   | games played
GS                         | games   | games started
FGM FIELD_GOALS_MADE       | shots   | field goals made, three-pointers among them
FGA FIELD_GOALS_ATTEMPTED  | shots   | field goals attempted
FG_PCT FIELD_GOALS_PERCENTAGE | share | field goals made of those attempted, 0 to 1
FG3M THREE_POINTERS_MADE   | shots   | three-pointers made
FG3A THREE_POINTERS_ATTEMPTED | shots | three-pointers attempted
FG3_PCT THREE_POINTERS_PERCENTAGE | share | three-pointers made of those attempted, 0 to 1
FTM FREE_THROWS_MADE       | shots   | free throws made
FTA FREE_THROWS_ATTEMPTED  | shots   | free throws attempted
FT_PCT FREE_THROWS_PERCENTAGE | share | free throws made of those attempted, 0 to 1
OREB REBOUNDS_OFFENSIVE    | count   | rebounds under the other team's basket
DREB REBOUNDS_DEFENSIVE    | count   | rebounds under the own basket
REB REBOUNDS_TOTAL         | count   | rebounds
AST ASSISTS                | count   | assists
STL STEALS                 | count   | steals
BLK BLOCKS                 | count   | blocked shots
TOV TURNOVERS              | count   | balls lost
PF FOULS_PERSONAL          | count   | personal fouls
PTS POINTS                 | points  | points scored
PLUS_MINUS PLUS_MINUS_POINTS | points | points of the own team less the other's while on the floor
FANTASY_PTS                | points  | the league's own fantasy score
VIDEO_AVAILABLE            | flag    | 1 where the league's site has a video; it changes later
CONFERENCE                 | text    | East or West
DIVISION                   | text    | the division
RECORD CONFERENCE_RECORD DIVISION_RECORD HOME ROAD NEUTRAL OT L10 LAST10_HOME LAST10_ROAD | won-lost | games won and lost: in all, in the conference, at home …
THREE_PTS_OR_LESS TEN_PTS_OR_MORE | won-lost | games won and lost by so many points
AHEAD_AT_HALF BEHIND_AT_HALF TIED_AT_HALF AHEAD_AT_THIRD BEHIND_AT_THIRD TIED_AT_THIRD | won-lost | games won and lost by how they stood at half-time or after three quarters
SCORE100_PTS OPP_SCORE100_PTS SCORE_80_PLUS OPP_SCORE_80_PLUS SCORE_BELOW_80 OPP_SCORE_BELOW_80 | won-lost | games won and lost in which the team, or the other, scored so much
OPP_OVER500                | won-lost | games won and lost against teams that win more than they lose
LEAD_IN_FGPCT LEAD_IN_REB FEWER_TURNOVERS | won-lost | games won and lost with the better shots, more rebounds, fewer turnovers
VS_EAST VS_WEST VS_ATLANTIC VS_CENTRAL VS_SOUTHEAST VS_NORTHWEST VS_PACIFIC VS_SOUTHWEST VS_MIDWEST | won-lost | games won and lost against that conference or division
JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC | won-lost | games won and lost in that month
PLAYOFF_RANK LEAGUE_RANK   | rank    | place in the conference; in the league
WINS                       | games   | games won
LOSSES                     | games   | games lost
WIN_PCT                    | share   | games won of those played, 0 to 1
CONFERENCE_GAMES_BACK DIVISION_GAMES_BACK LEAGUE_GAMES_BACK | games | games behind the first
CLINCH_INDICATOR           | text    | what the team is sure of, or out of
LONG_HOME_STREAK LONG_ROAD_STREAK LONG_WIN_STREAK LONG_LOSS_STREAK | games | the longest row of such games
CURRENT_HOME_STREAK CURRENT_ROAD_STREAK CURRENT_STREAK | games | games won in a row now; lost ones are negative
STR_LONG_HOME_STREAK STR_LONG_ROAD_STREAK STR_CURRENT_HOME_STREAK STR_CURRENT_ROAD_STREAK STR_CURRENT_STREAK | text | the same in words: W 3
CLINCHED_PLAY_IN CLINCHED_POST_SEASON | flag | 1 where the team is sure of it
TOTAL_POINTS OPP_TOTAL_POINTS DIFF_TOTAL_POINTS | points | points of the season: the team's, the others', the difference
POINTS_PG OPP_POINTS_PG DIFF_POINTS_PG | points | the same a game
PLAYER                     | text    | the player's whole name
PLAYER_FIRST_NAME          | text    | the first name
PLAYER_LAST_NAME           | text    | the last name
JERSEY_NUMBER NUM          | text    | the number on the shirt; 00 is not 0
HEIGHT                     | text    | feet and inches, as 6-8
WEIGHT                     | text    | pounds
COLLEGE SCHOOL             | text    | where he played before
COUNTRY                    | text    | where he is from
FROM_YEAR TO_YEAR          | year    | the first and the last season, by its first year
STATS_TIMEFRAME            | text    | of which seasons PTS, REB and AST are averages
IS_DEFUNCT                 | flag    | 1 for what is gone
DRAFT_YEAR DRAFT_ROUND DRAFT_NUMBER | number | when he was drafted, in which round, as which pick
ROSTER_STATUS              | flag    | 1 for who is on a roster
DRAFT_TYPE                 | text    | Draft or Territorial
ORGANIZATION ORGANIZATION_TYPE | text | who he came from: a college, a club, a school
ROUND_NUMBER ROUND_PICK OVERALL_PICK | number | the round, the pick in it, the pick in all; 0 where nobody knows
PLAYER_PROFILE_FLAG        | flag    | 1 where the league's site has a page about him
START_YEAR END_YEAR        | year    | the first and the last season, by its first year
YEARS                      | seasons | how many
GAMES                      | games   | games played
PO_APPEARANCES             | seasons | seasons with playoffs
DIV_TITLES CONF_TITLES LEAGUE_TITLES | titles | titles of the division, the conference, the league
BIRTH_DATE                 | text    | the day of birth, as AUG 30, 1953
AGE                        | years   | age
EXP                        | seasons | seasons played before; R for a rookie
HOW_ACQUIRED               | text    | how the team came by him
SUPPLEMENTAL_STATUS        | flag    | a status on the roster
COACH_ID                   | id      | the coach
COACH_NAME                 | text    | the coach's whole name
COACH_TYPE                 | text    | Head Coach, Assistant Coach, Trainer …
IS_ASSISTANT               | number  | 1 is the head coach, whatever it is called
SORT_SEQUENCE SUB_SORT_SEQUENCE | number | the order in which the league lists them
MEASURE                    | text    | Base, Advanced, Misc, FourFactors, Scoring, Opponent, Usage or Defense: which columns are filled
W                          | games   | games won
L                          | games   | games lost
BLKA                       | count   | own shots that were blocked
PFD                        | count   | fouls drawn
POSS                       | count   | possessions
DD2 TD3                    | count   | games with two, or three, of points, rebounds, assists, steals and blocks of ten or more
TEAM_COUNT                 | count   | for how many teams
PTS_OFF_TOV                | points  | points after turnovers of the opponent
PTS_2ND_CHANCE             | points  | points after an own offensive rebound
PTS_FB                     | points  | points of fast breaks
PTS_PAINT                  | points  | points from the paint
OFF_RATING                 | points  | points a hundred possessions
DEF_RATING                 | points  | points of the opponent a hundred possessions
NET_RATING                 | points  | the difference of the two ratings
AST_TO                     | ratio   | assists a turnover
AST_RATIO                  | ratio   | assists a hundred possessions used
AST_PCT                    | share   | of team-mates' field goals, those that he assisted; of a team, field goals that were assisted
OREB_PCT                   | share   | of the rebounds under the other team's basket, those taken
DREB_PCT                   | share   | of the rebounds under the own basket, those taken
REB_PCT                    | share   | of all rebounds, those taken
TM_TOV_PCT TOV_PCT         | ratio   | turnovers a possession; of a player, a hundred of them
EFG_PCT                    | share   | field goals made, a three-pointer as one and a half, of those attempted
TS_PCT                     | share   | points of twice the shots, free throws among them
USG_PCT                    | share   | of the team's plays while on the floor, those that he ended
PACE                       | count   | possessions in 48 minutes
PACE_PER40                 | count   | possessions in 40 minutes
PIE                        | share   | of what happened in the games, the player's or team's part
FGM_PG FGA_PG              | shots   | field goals made, attempted, a game
FTA_RATE                   | ratio   | free throws attempted a field goal attempted
DEF_WS                     | wins    | defensive win shares
PCT_FGA_2PT PCT_FGA_3PT    | share   | of the field goals attempted, two-pointers, three-pointers
PCT_PTS_2PT PCT_PTS_2PT_MR PCT_PTS_3PT PCT_PTS_FB PCT_PTS_FT PCT_PTS_OFF_TOV PCT_PTS_PAINT | share | of the own points, those of two-pointers, from mid-range, of three-pointers, fast breaks, free throws, after turnovers, from the paint
PCT_AST_2PM PCT_UAST_2PM PCT_AST_3PM PCT_UAST_3PM PCT_AST_FGM PCT_UAST_FGM | share | of the two-pointers, three-pointers, field goals made, those with and without an assist
NBA_FANTASY_PTS WNBA_FANTASY_PTS | points | the league's own fantasy score
GAME_CODE                  | text    | the day and both teams, as 20231110/OKCSAC
GAME_STATUS                | number  | 1 to come, 2 on, 3 over
GAME_STATUS_TEXT           | text    | the time of the tip-off, Final, PPD …
GAME_SEQUENCE              | number  | the place among the day's games
GAME_DATE_EST              | date    | the day of the game in New York
GAME_TIME_EST              | text    | the tip-off in New York; its day is 1900-01-01
GAME_DATE_TIME_EST         | text    | day and time of the tip-off in New York
GAME_DATE_UTC GAME_TIME_UTC GAME_DATE_TIME_UTC | text | midnight in New York, the time of the tip-off (its day is 1900-01-01), the tip-off, all in UTC
AWAY_TEAM_TIME HOME_TEAM_TIME | text | the tip-off where that team is at home
DAY                        | text    | the day of the week
MONTH_NUM WEEK_NUMBER      | number  | month; week of the season
WEEK_NAME                  | text    | the week's name
IF_NECESSARY               | text    | True for a game that is played only if the series is not decided
SERIES_GAME_NUMBER SERIES_TEXT | text | which game of a series; how it stands
GAME_LABEL GAME_SUB_LABEL  | text    | Cup, play-in, playoffs, and which round
GAME_SUBTYPE               | text    | in-season, in-season-knockout … for games of the Cup
ARENA_NAME ARENA_CITY ARENA_STATE | text | where it is played
POSTPONED_STATUS           | text    | not to be relied on: see GAME_STATE
BRANCH_LINK                | text    | an address of the league's app
IS_NEUTRAL                 | text    | True where neither team is at home
HOME_TEAM_CITY AWAY_TEAM_CITY HOME_TEAM_NAME AWAY_TEAM_NAME HOME_TEAM_TRICODE AWAY_TEAM_TRICODE HOME_TEAM_SLUG AWAY_TEAM_SLUG | text | the team's city, name, three letters, name in addresses
HOME_TEAM_WINS AWAY_TEAM_WINS HOME_TEAM_LOSSES AWAY_TEAM_LOSSES | games | games won and lost until then
HOME_TEAM_SCORE AWAY_TEAM_SCORE | points | points; 0 for a game to come
HOME_TEAM_SEED AWAY_TEAM_SEED | number | place in the playoffs
GAME_STATE                 | text    | scheduled, live, final, postponed or cancelled
CLOCK                      | text    | time left in the period, as PT11M17.00S
PLAYER_NAME_I              | text    | initial and last name
ACTION_ID ACTION_NUMBER GAME_EVENT_ID | id | the event; by number a steal shares its turnover's, a block its shot's
ACTION_TYPE SUB_TYPE       | text    | what happened, and of which kind; of a shot in the shots, how it was taken
DESCRIPTOR QUALIFIERS      | text    | more about it: driving, pull-up; fromturnover, pointsinthepaint …, a JSON list
DESCRIPTION                | text    | the event in words
SHOT_RESULT                | text    | Made or Missed
SCORE_HOME SCORE_AWAY      | text    | the score; empty, or in old games 0, on what does not score
LOCATION                   | text    | h for the team at home, v for the visitors
PERIOD                     | number  | the quarter; 5 and more are overtimes
PERIOD_TYPE                | text    | REGULAR or OVERTIME
X_LEGACY Y_LEGACY LOC_X LOC_Y | tenths of a foot | where, seen from the basket; 0 and 0 on what is no shot
X Y                        | percent | where, of the court's length and width
SIDE                       | text    | left or right
SHOT_DISTANCE              | feet    | how far from the basket
IS_FIELD_GOAL              | flag    | 1 for a field goal tried
SHOT_VALUE                 | points  | 2 or 3; 0 for a free throw
POINTS_TOTAL               | points  | both teams' points together; of the CDN, the player's so far
TIME_ACTUAL                | text    | when it happened, in UTC
EDITED                     | text    | when it was last changed, in UTC
ORDER_NUMBER               | number  | the order of the events
POSSESSION                 | id      | the team with the ball
PERSON_IDS_FILTER          | ids     | who is part of it, a JSON list
JUMP_BALL_RECOVERED_NAME JUMP_BALL_WON_PLAYER_NAME JUMP_BALL_LOST_PLAYER_NAME | text | who recovered, won, lost the jump ball
FOUL_DRAWN_PLAYER_NAME ASSIST_PLAYER_NAME_INITIAL BLOCK_PLAYER_NAME STEAL_PLAYER_NAME | text | who drew the foul, passed, blocked, stole
SHOT_ACTION_NUMBER         | id      | the shot that the rebound is of
TURNOVER_TOTAL FOUL_PERSONAL_TOTAL FOUL_TECHNICAL_TOTAL ASSIST_TOTAL REBOUND_TOTAL REBOUND_DEFENSIVE_TOTAL REBOUND_OFFENSIVE_TOTAL | count | how many the player has by then
NAME                       | text    | the whole name
ASSIGNMENT                 | text    | OFFICIAL1, the crew chief, OFFICIAL2 …; empty from the stats service
GRID_TYPE                  | text    | Shot Chart Detail
EVENT_TYPE                 | text    | Made Shot or Missed Shot
SHOT_TYPE                  | text    | 2PT Field Goal or 3PT Field Goal
SHOT_ZONE_BASIC SHOT_ZONE_AREA SHOT_ZONE_RANGE | text | the league's zones of the floor, by kind, side and distance
HTM VTM                    | text    | three letters of the team at home, of the visitors
MINUTES_REMAINING          | minutes | left in the period
SECONDS_REMAINING          | seconds | and seconds beside them
SHOT_ATTEMPTED_FLAG SHOT_MADE_FLAG | flag | 1 for a shot tried, made
G                          | games   | games played
CONTESTED_SHOTS CONTESTED_SHOTS_2PT CONTESTED_SHOTS_3PT | count | shots of the opponent contested: all, two-pointers, three-pointers
DEFLECTIONS                | count   | passes deflected
CHARGES_DRAWN              | count   | charges drawn
SCREEN_ASSISTS             | count   | screens that led to a field goal
SCREEN_AST_PTS             | points  | points of these
OFF_LOOSE_BALLS_RECOVERED DEF_LOOSE_BALLS_RECOVERED LOOSE_BALLS_RECOVERED | count | loose balls recovered on offence, on defence, in all
OFF_BOXOUTS DEF_BOXOUTS BOX_OUTS | count | box-outs on offence, on defence, in all
BOX_OUT_PLAYER_TEAM_REBS BOX_OUT_PLAYER_REBS | count | box-outs after which the team, the player himself, had the rebound
DIST_FEET                  | feet    | distance run
DIST_MILES DIST_MILES_OFF DIST_MILES_DEF | miles | distance run: in all, on offence, on defence
AVG_SPEED AVG_SPEED_OFF AVG_SPEED_DEF | miles an hour | speed: in all, on offence, on defence
OREB_CONTEST DREB_CONTEST REB_CONTEST | count | rebounds with an opponent near: offensive, defensive, all
OREB_UNCONTEST DREB_UNCONTEST REB_UNCONTEST | count | rebounds with none near
OREB_CHANCES DREB_CHANCES REB_CHANCES | count | rebounds that he was near enough to take
OREB_CHANCE_DEFER DREB_CHANCE_DEFER REB_CHANCE_DEFER | count | of these, those left to a team-mate
OREB_CHANCE_PCT_ADJ DREB_CHANCE_PCT_ADJ REB_CHANCE_PCT_ADJ | share | rebounds taken of the chances not left to a team-mate
AVG_OREB_DIST AVG_DREB_DIST AVG_REB_DIST | feet | how far from the basket the rebounds were
TOUCHES FRONT_CT_TOUCHES ELBOW_TOUCHES POST_TOUCHES PAINT_TOUCHES | count | touches of the ball: in all, in the front court, at the elbow, in the post, in the paint
TIME_OF_POSS               | minutes | with the ball
AVG_SEC_PER_TOUCH          | seconds | a touch
AVG_DRIB_PER_TOUCH         | count   | dribbles a touch
PTS_PER_TOUCH PTS_PER_ELBOW_TOUCH PTS_PER_POST_TOUCH PTS_PER_PAINT_TOUCH | points | a touch
DRIVES                     | count   | drives to the basket
PASSES FOULS               | count   | passes; fouls drawn
PASSES_MADE PASSES_RECEIVED | count  | passes to team-mates, from team-mates
FT_AST                     | count   | passes after which free throws were made
SECONDARY_AST              | count   | passes before the assist
POTENTIAL_AST              | count   | passes before a shot tried
AST_PTS_CREATED            | points  | points of the assists
AST_ADJ                    | count   | assists, those of free throws and the secondary ones among them
AST_TO_PASS_PCT_ADJ        | share   | of these a pass
GROUP_SET                  | text    | Lineups
GROUP_ID                   | id      | the five, their ids in order
GROUP_NAME                 | text    | the five, their names in order
SUM_TIME_PLAYED            | number  | time together, in the league's own unit
found                      | date    | the day on which the correction was found
fetched                    | date    | the day of this copy, in New York
corrected                  | date    | the day the league's correction of this row was found; empty where there is none
dataset                    | text    | the dataset
row_key                    | text    | the row's key, its columns joined by /
column_name                | text    | the column that was corrected
before                     | text    | the value as it was stored
after                      | text    | the value as the league corrected it
"""  # noqa: E501  (a table)
_PLAYS = {
    "CATCH_SHOOT": "of shots at once after a pass",
    "PULL_UP": "of shots after a dribble",
    "DEF_RIM": "of the opponent at the rim, he defending",
    "DRIVE": "on drives",
    "ELBOW_TOUCH": "on touches at the elbow",
    "POST_TOUCH": "on touches in the post",
    "PAINT_TOUCH": "on touches in the paint",
}
# Families of columns that the league names by one rule; without a unit they have the unit, and meaning, of the other.
_FAMILIES = (
    *((rf"{play}_(.+)", None, f"{words}: {{0}}") for play, words in _PLAYS.items()),
    (r"OPP_(.+)", None, "of the opponent: {0}"),
    (r"E_(.+)", None, "estimated: {0}"),
    (r"PCT_(.+)", "share", "of the team's {0} while on the floor, the player's"),
    (r"(.+)_RANK", "rank", "rank in the league by {0}"),
    (r"(.+)_PCT", "share", "share of {0}, 0 to 1"),
    (r"(.+)_ID", "id", "id of {0}"),
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Meaning(NamedTuple):
    """What a column says, and its unit; both empty for a column that nobody has described yet."""

    meaning: str = ""
    unit: str = ""


def snake(column: str) -> str:
    """A column in the spelling that most of the league's answers have: gameId -> GAME_ID"""
    return column if column.isupper() else _WORDS.sub("_", column).upper()


def of(column: str) -> Meaning:
    """What a column means, whatever its spelling."""
    known = _by_name()
    if found := known.get(column) or known.get(snake(column)):
        return found
    for pattern, unit, text in _FAMILIES:
        if family := re.fullmatch(pattern, snake(column)):
            of_other = of(family[1]) if unit is None else Meaning(family[1], unit)
            return Meaning(text.format(of_other.meaning), of_other.unit) if all(of_other) else Meaning()
    return Meaning()


@cache
def _by_name() -> dict[str, Meaning]:
    found = {}
    for line in _MEANINGS.strip().splitlines():
        names, unit, meaning = (part.strip() for part in line.split("|"))
        found |= dict.fromkeys(names.split(), Meaning(meaning, unit))
    return found
