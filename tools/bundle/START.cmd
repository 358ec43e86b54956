@echo off
rem Finds a Python (one in the folder "python" beside this file, else an installed one) and runs start.py with it.
rem What is not ASCII stands at the end: old consoles read lines before it for sure.
setlocal
chcp 65001 >nul
rem pushd gives a share of the network a drive letter, which cd cannot.
pushd "%~dp0" || goto unreachable
if not exist "start.py" goto unpack
set PYTHONUTF8=1
set PYTHONNOUSERSITE=1
if exist "python\python.exe" (
  "python\python.exe" start.py %*
  goto end
)
rem "py" may find no Python 3, and "python" may be what only opens the Microsoft Store: both then fail.
call py -3 --version >nul 2>nul && goto launcher
call python --version >nul 2>nul && goto installed
goto nopython
:launcher
call py -3 start.py %*
goto end
:installed
call python start.py %*
:end
set RESULT=%errorlevel%
if not "%RESULT%"=="0" pause
popd
exit /b %RESULT%
:unreachable
echo This folder cannot be opened from here. Copy it to this computer and start it there.
echo این پوشه از اینجا باز نمی‌شود؛ آن را روی همین رایانه کپی کنید و از آنجا آغاز کنید.
pause
exit /b 3
:unpack
echo The files of the program are not beside this one. Unpack the whole zip into a folder and start it there.
echo پرونده‌های برنامه کنار این پرونده نیست؛ همهٔ پروندهٔ zip را در پوشه‌ای باز کنید و از آنجا آغاز کنید.
pause
popd
exit /b 3
:nopython
echo No Python was found. Unpack the "Windows embeddable package" of Python beside this file as folder "python".
echo See READ-ME.txt.
echo پایتون پیدا نشد؛ «Windows embeddable package» پایتون را کنار این پرونده در پوشه‌ای به نام python باز کنید.
echo پروندهٔ READ-ME.txt را ببینید.
start "" notepad "%~dp0READ-ME.txt"
pause
popd
exit /b 3
